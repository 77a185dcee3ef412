using System.IO.Compression;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Export;
using Digest.Subscribing.Import;
using Digest.World;

namespace Digest.Tests.Subscribing.Import;

/// <summary>Who comes from another product reads here, and who had gone there stays gone.</summary>
[OnBothDatabases]
internal sealed class ProductTests
{
    [TestCaseSource(typeof(ProductFile), nameof(ProductFile.All))]
    public async Task An_export_of_another_product_is_taken_with_the_right_standings(ProductFile file)
    {
        await using var site = await TestSite.StartAsync();
        var report = await site.ImportAsync(file.Bytes, name: file.Name);
        Assert.That(await site.ReadersAsync(), Is.EqualTo(file.Readers));
        Assert.That(await OffAsync(site), Is.EquivalentTo(file.Off));
        Assert.That(report.Told, file.Readers.Length > 0 ? Is.Empty : Has.Count.EqualTo(1));

        var before = await site.QueryAsync<string>("select (select count(*) from consent) || ' ' || (select count(*) from suppression) || ' ' || (select count(*) from letter)");
        await site.ImportAsync(file.Bytes, name: file.Name);
        Assert.That(await site.ReadersAsync(), Is.EqualTo(file.Readers), "the same file twice");
        Assert.That(await site.QueryAsync<string>("select (select count(*) from consent) || ' ' || (select count(*) from suppression) || ' ' || (select count(*) from letter)"), Is.EqualTo(before));
    }

    [TestCaseSource(typeof(ProductFile), nameof(ProductFile.All))]
    public async Task T24_Without_the_publishers_word_nobody_of_another_product_is_mailed_unasked(ProductFile file)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(file.Bytes, SubscriptionStatus.Pending, name: file.Name);
        Assert.That(await site.CountAsync("select count(*) from subscription where status in ('active', 'paused')"), Is.Zero);
        Assert.That(await site.LettersAsync(), Is.EqualTo(file.Readers.Count(r => r.EndsWith("|active", StringComparison.Ordinal) || r.EndsWith("|paused", StringComparison.Ordinal) || r.EndsWith("|pending", StringComparison.Ordinal))));
    }

    [TestCase("cleaned.csv", "active"), TestCase("unsubscribed.csv", "active"), TestCase("unsubscribed_members_export_1.csv", "unsubscribed"), TestCase("cleaned_email_audience_export_1.csv", "bounced")]
    public async Task The_name_of_a_file_counts_only_as_Mailchimp_calls_it(string name, string status)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("ada@x.org\n", name: name);
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo(status));
    }

    [Test]
    public async Task The_evidence_says_from_where_when_and_from_which_network_people_agreed()
    {
        await using var site = await TestSite.StartAsync();
        var file = ProductFile.All.First();
        await site.ImportAsync(file.Bytes, name: file.Name);
        await using var c = await site.Get<Database>().OpenAsync();
        var rows = new List<string>();
        await foreach (var row in ReaderRecords.ConsentsAsync(c, (await site.NewsletterAsync()).Id)) rows.Add($"{row["email"]} {row["act"]} {row["way"]} {row["client"]} {row["detail"]}");
        Assert.That(rows, Is.EqualTo(new[]
        {
            "ada@x.org imported import:mailchimp 203.0.113.0/24 the file says: agreed 2024-01-02T03:09:00Z",
            "=cy@x.org imported import:mailchimp 2001:db8:1::/48 the file says: agreed 2024-01-03T03:04:05Z",
        }));
        Assert.That(await site.ExportAsync(), Does.Contain(",Europe/Berlin,,,2024-01-02T03:04:05Z,2024-01-02T03:09:00Z,"));
    }

    [TestCase("id,secondary_id,email,subscriber_type,creation_date\n1,1,{0},{1},2024-01-02T03:04:05Z\n", "unactivated", "regular")]
    [TestCase("Email,Subscription time,List status,Global status\n{0},2024-01-02 03:04:05,subscribed,{1}\n", "unconfirmed", "subscribed")]
    [TestCase("email,created_at,status\n{0},2024-01-02T03:04:05Z,{1}\n", "pending", "active")]
    public async Task Who_never_confirmed_there_has_no_evidence_of_having_agreed(string file, string waits, string reads)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, file, "waits@x.org", waits));
        await site.ImportAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, file, "reads@x.org", reads));
        Assert.That(await site.QueryAsync<string>($"select {TestDatabase.Joined("coalesce(detail, 'nothing')", "|")} from (select detail from consent where act in ('invited', 'imported') order by id) as x"),
            Is.EqualTo("nothing|the file says: agreed 2024-01-02T03:04:05Z"));
    }

    [Test]
    public async Task A_file_of_another_script_is_read_in_its_charset()
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(System.Text.Encoding.GetEncoding(1251).GetBytes("email;name\r\na@x.org;Александр Сергеевич Пушкин\r\nb@x.org;Михаил Юрьевич Лермонтов\r\n"));
        Assert.That(await site.ReadersAsync(), Is.EqualTo(new[] { "a@x.org|Александр Сергеевич Пушкин|active", "b@x.org|Михаил Юрьевич Лермонтов|active" }));
    }

    [Test]
    public async Task Only_tags_that_are_topics_of_the_newsletter_become_topics_and_the_others_are_told()
    {
        await using var site = await TestSite.StartAsync(new() { ["Newsletters:0:Slug"] = "oxide", ["Newsletters:0:Sources:0:Url"] = "https://x.org/feed", ["Newsletters:0:Sources:0:Topic"] = "Prices" });
        var report = await site.ImportAsync("id,email,subscribed_to_emails,labels\n1,a@x.org,true,\"prices,VIP\"\n2,b@x.org,true,VIP\n");
        Assert.That(await site.QueryAsync<string>($"select {TestDatabase.Joined("topics", "|")} from subscription"), Is.EqualTo("Prices|"));
        Assert.That(report.Tags.Select(t => $"{t.Key} {t.Value}"), Is.EqualTo(new[] { "VIP 2" }));
    }

    [Test]
    public async Task An_archive_is_taken_file_by_file_and_what_has_no_addresses_is_passed_over()
    {
        using var folder = new TempFolder();
        var path = folder.File("export.zip");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in ProductFile.All.Take(4).Select(f => (f.Name, f.Bytes)).Append(("posts.csv", "title,date\nHello,2024\n"u8.ToArray())).Append(("readme.html", "<p>"u8.ToArray())))
            {
                using var entry = archive.CreateEntry($"lists/{name}").Open();
                entry.Write(bytes);
            }
        }
        await using var site = await TestSite.StartAsync();
        using var file = await ImportFile.OpenAsync(path, CancellationToken.None);
        var report = new ImportReport();
        await site.Get<Importer>().RunAsync(await site.NewsletterAsync(), file, new ImportPlan(SubscriptionStatus.Active, false), report, static _ => { }, CancellationToken.None);
        Assert.That((await site.ReadersAsync()).Select(r => r.Split('|')[^1]), Is.EqualTo(new[] { "active", "active", "unsubscribed", "bounced" }));
        Assert.That(report.Told, Is.EqualTo(new[] { "nonsubscribed_email_audience_export_1.csv line 2: never subscribed there" }));
        Assert.That(report.Notes, Has.Member("posts.csv has no column of addresses and was passed over."));
    }

    [Test]
    public async Task Who_reads_comes_back_from_the_format_of_every_product([Values("mailchimp", "ghost", "listmonk", "buttondown", "substack")] string product)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("email,name,status\na@x.org,\"Lovelace, Ada\",active\n+b@x.org,,active\nleft@x.org,,unsubscribed\nbad@x.org,,bounced\n");
        var file = await site.ExportAsync(format: ExportFormats.Foreign.Single(f => f.Name == product));
        await using var other = await TestSite.StartAsync();
        var report = await other.ImportAsync(file);
        Assert.That(report.Notes, Is.EqualTo(new[] { $"readers.csv is read as an export of {product}." }));
        Assert.That((await other.ReadersAsync()).Where(r => r.EndsWith("|active", StringComparison.Ordinal)).Select(r => r.Split('|')[0]), Is.EqualTo(new[] { "a@x.org", "+b@x.org" }));
        Assert.That(await other.CountAsync("select count(*) from subscription where status = 'pending'"), Is.Zero);
    }

    private static async Task<List<string>> OffAsync(TestSite site)
    {
        await using var c = await site.Get<Database>().OpenAsync();
        var off = new List<string>();
        await foreach (var row in ReaderRecords.SuppressionsAsync(c, (await site.NewsletterAsync()).Id)) off.Add($"{row["email"]} {row["reason"]} {row["newsletter"]}");
        return off;
    }
}
