using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Export;
using Digest.Subscribing.Import;

namespace Digest.Tests.Subscribing.Import;

/// <summary>Imports and exports of a test's site, as the commands do them.</summary>
internal static class Importing
{
    public static Task<ImportReport> ImportAsync(
        this TestSite site, string csv, SubscriptionStatus status = SubscriptionStatus.Active, bool plan = false, string slug = "oxide", string name = "readers.csv") =>
        site.ImportAsync(Encoding.UTF8.GetBytes(csv), status, plan, slug, name);

    public static async Task<ImportReport> ImportAsync(
        this TestSite site, byte[] csv, SubscriptionStatus status = SubscriptionStatus.Active, bool plan = false, string slug = "oxide", string name = "readers.csv")
    {
        using var file = ImportFile.Of(name, csv);
        var report = new ImportReport();
        await site.Get<Importer>().RunAsync(await site.NewsletterAsync(slug), file, new ImportPlan(status, plan), report, static _ => { }, CancellationToken.None);
        return report;
    }

    public static async Task<string> ExportAsync(this TestSite site, string slug = "oxide", ExportFormat? format = null)
    {
        await using var c = await site.Get<Database>().OpenAsync();
        using var file = new MemoryStream();
        format ??= ExportFormats.Ours;
        var readers = ReaderExport.Only(SubscriptionStore.AllAsync(c, (await site.NewsletterAsync(slug)).Id), format.Takes);
        await ReaderExport.WriteAsync(readers, format, forExcel: false, file, CancellationToken.None);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>All readers as <c>address|name|status</c>, in order.</summary>
    public static async Task<IReadOnlyList<string>> ReadersAsync(this TestSite site, string slug = "oxide")
    {
        await using var c = await site.Get<Database>().OpenAsync();
        var readers = new List<string>();
        await foreach (var r in SubscriptionStore.AllAsync(c, (await site.NewsletterAsync(slug)).Id)) readers.Add($"{r.Email}|{r.Name}|{r.Status}");
        return readers;
    }
}
