using Dapper;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Tests.Delivering;
using MimeKit;

namespace Digest.Tests.Composing;

/// <summary>Readers with the same choices share one rendering; each gets what they chose.</summary>
[OnBothDatabases]
public sealed class VariantTests
{
    private static async Task<Edition> ReleaseAsync(Workshop shop, NewsHeap heap, int most = 200)
    {
        var cut = (await heap.CutAsync(scheduled: false)).Edition!;
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, cut.Id, EditionState.Draft, EditionState.Releasing));
        var edition = (await shop.Get<EditionStore>().FindAsync(cut.Id))!;
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, most, default);
        await shop.Get<Planner>().PlanAsync(edition, null, default);
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, cut.Id, EditionState.Releasing, EditionState.Released));
        return edition;
    }

    private static async Task<Dictionary<long, string>> PlannedAsync(Workshop shop, Edition edition)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return (await c.QueryAsync<(long Reader, string Variant)>("select subscription, variant from delivery where edition = @id", new { id = edition.Id })).ToDictionary(r => r.Reader, r => r.Variant);
    }

    private static async Task<MimeMessage> MailAsync(Workshop shop, Edition edition, string variant)
    {
        var made = await shop.Get<VariantStore>().GetAsync(edition.Id, variant);
        return await MimeMessage.LoadAsync(new MemoryStream([.. made.Headers, .. made.Body]));
    }

    private static Task ChooseAsync(Workshop shop, Subscription reader, string topics = "", string language = "", string format = "html", DateTimeOffset? missed = null) =>
        shop.ExecuteAsync("update subscription set topics = @topics, language = @language, format = @format, missed_since_at = @missed where id = @id",
            new { topics, language, format, missed, id = reader.Id });

    private static async Task<(Workshop Shop, NewsHeap Heap)> OpenAsync()
    {
        var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Mine Wire", "Mines"), "Tungsten mine reopens");
        await heap.ArticleAsync(await heap.SourceAsync("Price Wire", "Prices"), "Lithium gets dearer");
        return (shop, heap);
    }

    [Test]
    public async Task Who_was_away_hears_nothing_of_an_edition_that_was_cancelled_on_its_way()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var readers = await shop.ReadersAsync(1);
        await ChooseAsync(shop, readers[0], missed: shop.Clock.GetUtcNow().AddHours(-1));
        var cancelled = await ReleaseAsync(shop, heap);
        await shop.Get<Digest.Delivering.EditionControl>().CancelAsync(cancelled, default);
        shop.Clock.Advance(TimeSpan.FromHours(1));
        await heap.ArticleAsync(await heap.SourceAsync("Port Wire"), "Harbour opens after the storm");
        var next = await ReleaseAsync(shop, heap);
        var mail = await MailAsync(shop, next, (await PlannedAsync(shop, next))[readers[0].Id]);

        Assert.That(mail.HtmlBody, Does.Contain("Harbour opens").And.Not.Contain("Tungsten mine reopens"));
    }

    [TestCase("true", false), TestCase("false", true)]
    public async Task A_mail_links_to_the_archive_where_that_shows_it(string isPrivate, bool links)
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:Private", isPrivate));
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Mine Wire"), "Tungsten mine reopens");
        await shop.ReadersAsync(1);
        var mail = await MailAsync(shop, await ReleaseAsync(shop, heap), Variant.Digest);

        Assert.That((mail.HtmlBody!.Contains("/archive", StringComparison.Ordinal), mail.TextBody!.Contains("/archive", StringComparison.Ordinal)), Is.EqualTo((links, links)));
        // Nor to a form, which it has none of.
        var home = shop.Get<StorageOptions>().Link("/");
        Assert.That((mail.HtmlBody.Contains($"href=\"{home}\"", StringComparison.Ordinal), mail.TextBody.Split('\n').Any(line => line.Trim() == home)), Is.EqualTo((links, links)));
        Assert.That(mail.HtmlBody, Does.Not.Contain("href=\"\""));
    }

    [Test]
    public async Task Each_reader_gets_what_they_chose()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var readers = await shop.ReadersAsync(7);
        await ChooseAsync(shop, readers[1], topics: "Mines");
        await ChooseAsync(shop, readers[2], topics: "mines\nGardening");
        await ChooseAsync(shop, readers[3], topics: "Gardening");
        await ChooseAsync(shop, readers[4], language: "de");
        await ChooseAsync(shop, readers[5], format: "text");
        await ChooseAsync(shop, readers[6], topics: "Mines\nPrices", language: "en");
        await heap.SourceAsync("Garden Wire", "Gardening");
        var edition = await ReleaseAsync(shop, heap);
        var planned = await PlannedAsync(shop, edition);
        string Of(int reader) => planned[readers[reader].Id];
        var (mines, german, text) = (await MailAsync(shop, edition, Of(1)), await MailAsync(shop, edition, Of(4)), await MailAsync(shop, edition, Of(5)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((Of(0), Of(6)), Is.EqualTo((Variant.Digest, Variant.Digest)), "all topics and the newsletter's own language are what everybody gets");
            Assert.That(Of(2), Is.EqualTo(Of(1)), "what comes to the same is the same");
            Assert.That(planned, Does.Not.ContainKey(readers[3].Id), "nobody gets a mail without a story of theirs");
            Assert.That(mines.HtmlBody, Does.Contain("Tungsten mine reopens").And.Not.Contain("Lithium gets dearer"));
            Assert.That(mines.Subject, Is.EqualTo("Tungsten mine reopens"));
            Assert.That(mines.TextBody, Does.Not.Contain("Lithium gets dearer"));
            Assert.That(german.HtmlBody, Does.Contain("lang=\"de\"").And.Contain("Tungsten mine reopens"));
            Assert.That(german.Body!.Headers["Content-Language"], Is.EqualTo("de"));
            Assert.That((text.Body!.ContentType.MimeType, text.HtmlBody), Is.EqualTo(("text/plain", (string?)null)));
            Assert.That(text.TextBody, Does.Contain("Tungsten mine reopens"));
        }
    }

    [Test]
    public async Task Over_the_most_the_rarest_get_the_neutral_one_and_the_operator_hears_once()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var readers = await shop.ReadersAsync(6);
        for (var i = 0; i < 3; i++) await ChooseAsync(shop, readers[i], language: "de");
        await ChooseAsync(shop, readers[3], language: "ar");
        await ChooseAsync(shop, readers[4], topics: "Mines");
        var edition = await ReleaseAsync(shop, heap, most: 2);
        var planned = await PlannedAsync(shop, edition);

        Assert.That(readers.Select(r => planned[r.Id]), Is.EqualTo(["de", "de", "de", "digest", "digest", "digest"]));
        Assert.That(await shop.CountAsync("select count(*) from variant where edition = @id", new { id = edition.Id }), Is.EqualTo(3), "digest, welcome, de");
        Assert.That(await shop.CountAsync("select sum(readers) from reader_group where variant = 'digest'"), Is.EqualTo(2), "recorded");
        Assert.That(await shop.CountAsync("select count(*) from event where data like '%more variants than 2%'"), Is.EqualTo(1));
    }

    [TestCase(0, "digest")]
    [TestCase(1, "missed1")]
    [TestCase(3, "missed2")]
    [TestCase(5, "missed4")]
    [TestCase(9, "missed8")]
    public async Task Who_missed_editions_gets_the_best_of_them_marked_as_such(int missed, string variant)
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var readers = await shop.ReadersAsync(2);
        var source = await heap.SourceAsync("Old Wire");
        var since = new List<DateTimeOffset>();
        for (var i = 0; i < 9; i++)
        {
            await ReleaseAsync(shop, heap);
            since.Insert(0, shop.Clock.GetUtcNow());
            shop.Clock.Advance(TimeSpan.FromDays(1));
            await heap.ArticleAsync(source, $"{NewsHeap.Title(i)} of day {i}");
        }
        await ChooseAsync(shop, readers[1], missed: missed == 0 ? shop.Clock.GetUtcNow() : since[missed - 1]);
        var edition = await ReleaseAsync(shop, heap);
        var planned = await PlannedAsync(shop, edition);
        var mail = await MailAsync(shop, edition, planned[readers[1].Id]);

        Assert.That((planned[readers[0].Id], planned[readers[1].Id]), Is.EqualTo(("digest", variant)));
        var shown = Enumerable.Range(0, 9).Count(i => mail.HtmlBody!.Contains($"of day {i}", StringComparison.Ordinal));
        Assert.That(shown, Is.EqualTo(1 + (missed == 3 ? 2 : missed == 5 ? 4 : missed == 9 ? 8 : missed)), "today's, and what was certainly missed");
    }

    [Test]
    public async Task What_a_crash_left_half_done_is_made_complete_and_what_was_made_stands()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var readers = await shop.ReadersAsync(2);
        await ChooseAsync(shop, readers[1], language: "de");
        var edition = await ReleaseAsync(shop, heap);
        var before = await shop.Get<VariantStore>().GetAsync(edition.Id, Variant.Digest);
        await shop.ExecuteAsync("delete from variant where name = 'de'");
        await ChooseAsync(shop, readers[1], language: "zh");
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, 200, default);
        var after = await shop.Get<VariantStore>().GetAsync(edition.Id, Variant.Digest);

        Assert.That(after.Body, Is.EqualTo(before.Body));
        Assert.That(await shop.Get<VariantStore>().NamesAsync(edition.Id, default), Is.EquivalentTo(["digest", "welcome", "de"]), "whoever was planned has a variant");
    }
}
