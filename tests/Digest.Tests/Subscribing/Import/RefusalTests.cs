using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Export;

namespace Digest.Tests.Subscribing.Import;

/// <summary>Our own list of who must not be mailed makes nobody a reader.</summary>
[OnBothDatabases]
internal sealed class RefusalTests
{
    private const string Header = "email,address_hash,newsletter,reason,at\n";
    private static readonly Dictionary<string, string?> Three = new() { ["Newsletters:1:Slug"] = "metals", ["Newsletters:2:Slug"] = "weekend" };
    private static readonly SubscriptionStatus[] Asked = [SubscriptionStatus.Active, SubscriptionStatus.Pending];

    [TestCaseSource(nameof(Asked))]
    public async Task T24_Nobody_on_a_suppression_list_is_invited_or_reads(SubscriptionStatus asked)
    {
        await using var site = await TestSite.StartAsync();
        const string File = Header
            + "a@x.org,00112233445566778899aabbccddeeff,oxide,left,2026-01-01T00:00:00Z\nb@x.org,,all,bounced,2026-01-02T00:00:00Z\n"
            + ",00112233445566778899aabbccddee00,all,erased,2026-01-03T00:00:00Z\nd@x.org,,oxide,complained,2026-01-04T00:00:00Z\ne@x.org,,all,never,\n";
        var plan = await site.ImportAsync(File, asked, plan: true);
        var report = await site.ImportAsync(File + ",,all,left,\nf@x.org,,oxide,bored,\n", asked);
        Assert.That(plan.Summary(true), Is.EqualTo("Plan of 5 rows: 5 recorded as gone. Nothing was changed."));
        Assert.That(report.Summary(false), Is.EqualTo("7 rows: 5 recorded as gone, 2 not taken."));
        Assert.That(await site.ReadersAsync(), Is.Empty);
        Assert.That(await site.LettersAsync(), Is.Zero);
        Assert.That(await site.QueryAsync<string>($"select {TestDatabase.Joined("reason || ' ' || newsletter", ", ")} from (select * from suppression order by at, reason) as x"),
            Is.EqualTo("left 1, bounced 0, erased 0, complained 0, never 0"));
        Assert.That((await site.ImportAsync("a@x.org\nb@x.org\nd@x.org\ne@x.org\n", asked)).Summary(false), Is.EqualTo("4 rows: 4 suppressed and kept off."));
    }

    [Test]
    public async Task Who_reads_stops_unless_they_said_yes_themselves_since()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("bob@x.org\ncy@x.org\n");
        await site.ReaderAsync("ada@x.org");
        await site.ReaderAsync("eve@x.org");
        site.Clock.Advance(TimeSpan.FromDays(1));
        var now = ExportFormats.Time(site.Clock.GetUtcNow());
        await site.ImportAsync($"{Header}ada@x.org,,oxide,left,2020-01-01T00:00:00Z\neve@x.org,,oxide,left,{now}\nbob@x.org,,oxide,left,{now}\ncy@x.org,,all,bounced,{now}\n", SubscriptionStatus.Pending);
        Assert.That(await site.ReadersAsync(), Is.EquivalentTo(new[] { "ada@x.org||active", "eve@x.org||unsubscribed", "bob@x.org||unsubscribed", "cy@x.org||bounced" }));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_no_to_all_stands_for_the_newsletters_that_they_have_not_confirmed_since()
    {
        await using var site = await TestSite.StartAsync(Three);
        await site.ImportAsync("eve@x.org\n");
        await site.ImportAsync("eve@x.org\n", slug: "weekend");
        site.Clock.Advance(TimeSpan.FromDays(1));
        var list = $"{Header}eve@x.org,,all,complained,{ExportFormats.Time(site.Clock.GetUtcNow())}\n";
        site.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync(site, "metals");

        Assert.That((await site.ImportAsync(list, plan: true)).Summary(true), Is.EqualTo("Plan of 1 row: 1 recorded as gone. Nothing was changed."));
        Assert.That((await site.ImportAsync(list)).Summary(false), Is.EqualTo("1 row: 1 recorded as gone."));
        Assert.That(await StatusesAsync(site), Is.EqualTo("metals active, oxide complained, weekend complained"));
        Assert.That(await site.QueryAsync<string>($"select {TestDatabase.Joined("reason || ' ' || newsletter", ", ")} from suppression"), Is.EqualTo($"left {(await site.NewsletterAsync()).Id}"));
        Assert.That((await site.ImportAsync(list)).Summary(false), Is.EqualTo("1 row: 1 suppressed and kept off."));

        // Into the newsletter that they confirmed, it changes nothing; and oxide can be had again.
        Assert.That((await site.ImportAsync(list, slug: "metals")).Summary(false), Is.EqualTo("1 row: 1 here already."));
        await ReadAsync(site, "oxide");
        Assert.That(await StatusesAsync(site), Is.EqualTo("metals active, oxide active, weekend complained"));
    }

    private static async Task ReadAsync(TestSite site, string slug)
    {
        (await site.SignUpAsync("eve@x.org", ("newsletter", slug))).EnsureSuccessStatusCode();
        (await site.Http.PostAsync($"/confirm/{await site.TokenAsync("eve@x.org", TokenPurpose.Confirm, slug)}", null)).EnsureSuccessStatusCode();
    }

    private static Task<string> StatusesAsync(TestSite site) =>
        site.QueryAsync<string>($"select {TestDatabase.Joined("said", ", ")} from (select n.slug || ' ' || s.status as said from subscription s join newsletter n on n.id = s.newsletter order by n.slug) as x");

    [Test]
    public async Task What_a_move_takes_along_comes_back_as_it_was()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("email,name,status\nreads@x.org,R,active\nwaits@x.org,,pending\nnever@x.org,,active\nerased@x.org,,active\nboth@x.org,,active\n");
        foreach (var (email, status, reason) in new[] { ("left@x.org", "unsubscribed", "left"), ("bounced@x.org", "bounced", "bounced"), ("complained@x.org", "complained", "complained") })
        {
            site.Clock.Advance(TimeSpan.FromHours(1));
            Assert.That((await site.ImportAsync($"email,status\n{email},{status}\n"))[Admission.Off], Is.EqualTo(1), reason);
        }
        site.Clock.Advance(TimeSpan.FromHours(1));
        await EndAsync(site, "never@x.org", SuppressionReason.Never);
        site.Clock.Advance(TimeSpan.FromHours(1));
        await EndAsync(site, "both@x.org", SuppressionReason.Never);
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Suppressions>().AddAsync(c, t, Hash(site, "both@x.org"), 1, SuppressionReason.Left));
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Get<Erasure>().EraseAsync(MailAddress.Parse("erased@x.org")!, "cli", default);
        site.Clock.Advance(TimeSpan.FromHours(1));
        var (readers, refused) = (await site.ExportAsync(), await SuppressionsAsync(site));

        await using var other = await TestSite.StartAsync();
        other.Clock.SetUtcNow(site.Clock.GetUtcNow());
        await other.ImportAsync(readers);
        var report = await other.ImportAsync(refused, name: "suppression.csv");
        Assert.That(report.Notes, Has.Member("suppression.csv is read as a list of who must not be mailed; nobody in it becomes a reader."));
        Assert.That(WithoutKeyed(await SuppressionsAsync(other)), Is.EqualTo(WithoutKeyed(refused)).And.Length.EqualTo(9));
        var again = await SuppressionsAsync(other);
        await other.ImportAsync(refused);
        Assert.That(await SuppressionsAsync(other), Is.EqualTo(again));
    }

    // Each installation has its own key: of who has an address the hash is another there.
    private static string[] WithoutKeyed(string csv) =>
        [.. csv.Split("\r\n").Select(l => l.Split(',')).Select(f => f.Length < 5 || f[0].Length == 0 ? string.Join(',', f) : string.Join(',', [f[0], .. f[2..]]))];

    private static byte[] Hash(TestSite site, string email) => site.Get<AddressHasher>().Hash(MailAddress.Parse(email)!);

    private static Task EndAsync(TestSite site, string email, SuppressionReason reason) => site.Get<Writer>().WriteAsync(async (c, t) =>
    {
        var id = await site.QueryAsync<long>($"select s.id from subscription s join subscriber p on p.id = s.subscriber where p.email = '{email}'");
        await site.Get<SubscriptionStore>().MoveAsync(c, t, (await SubscriptionStore.FindAsync(c, t, id))!, SubscriptionStatus.Unsubscribed);
        await site.Get<Suppressions>().AddAsync(c, t, Hash(site, email), Suppressions.All, reason);
    });

    private static async Task<string> SuppressionsAsync(TestSite site)
    {
        await using var c = await site.Get<Database>().OpenAsync();
        using var file = new MemoryStream();
        await RecordExport.WriteSuppressionsAsync(ReaderRecords.SuppressionsAsync(c, (await site.NewsletterAsync()).Id), forExcel: false, file, CancellationToken.None);
        return Encoding.UTF8.GetString(file.ToArray());
    }
}
