using System.CommandLine;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Pages;
using Digest.Storage;

namespace Digest.Commands;

/// <summary>Shows how Digest reads an article's page, from a file or an address. Opens no database.</summary>
internal static class ArticleCommand
{
    // A file may come from anywhere; relative addresses in it are then nobody's.
    private static readonly Uri Nowhere = new("https://page.invalid/");

    public static Command Make()
    {
        var what = new Argument<string>("FILE-or-URL");
        var url = new Option<string?>("--url") { Description = "The address the file came from, for relative addresses" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } written && WebAddress.AbsoluteUri(written, null) is null)
                result.AddError($"--url must be an http or https address, for example https://example.org/news/, not {written}");
        });
        var show = new Command("show", "Show how an article's page is read") { what, url, json };
        show.SetAction(async (parsed, ct) =>
        {
            var article = await ReadAsync(parsed.GetRequiredValue(what), WebAddress.AbsoluteUri(parsed.GetValue(url), null), ct);
            if (parsed.GetValue(json)) Screen.Data(PageJson.Write(article));
            else Tell(article);
            return 0;
        });
        return new Command("article", "Articles as Digest reads them from their pages") { show };
    }

    private static async Task<PageArticle> ReadAsync(string what, Uri? url, CancellationToken ct)
    {
        var document = await Documents.ReadAsync(what, ct);
        return PageReader.Read(document.Bytes, document.ContentType, url ?? document.Address ?? Nowhere) switch
        {
            PageReading.Read read => read.Article,
            PageReading.Refused refused => throw new Fault($"{what}: {refused.Reason}."),
            _ => throw new InvalidOperationException("A page is read or refused."),
        };
    }

    private static void Tell(PageArticle article)
    {
        Screen.Data(article.Title ?? "(no title)");
        Screen.Data($"{article.Byline ?? "(no author)"}  {article.Published?.ToString() ?? "(no date)"}  [{article.Language ?? "?"}]  {article.Image}");
        Screen.Data("");
        foreach (var point in article.Highlights) Screen.Data($"* {point}");
        Screen.Data("");
        Screen.Data(article.Text);
    }
}
