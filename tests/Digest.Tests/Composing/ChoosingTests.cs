using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Tests.Delivering;

namespace Digest.Tests.Composing;

/// <summary>Which stories an edition shows, in which order, and what becomes of the others.</summary>
[OnBothDatabases]
public sealed class ChoosingTests
{
    private static async Task<(Workshop Shop, NewsHeap Heap)> OpenAsync(params (string Key, string Value)[] settings)
    {
        var shop = await Workshop.OpenAsync([.. settings.Select(s => ($"Newsletters:0:{s.Key}", s.Value))]);
        return (shop, new NewsHeap(shop));
    }

    [Test]
    public async Task Fresh_comes_before_old_and_a_heavy_source_before_both()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var (usual, heavy) = (await heap.SourceAsync("Usual Wire"), await heap.SourceAsync("Heavy Wire", weight: 3));
        await heap.ArticleAsync(usual, NewsHeap.Title(1), hoursAgo: 20);
        await heap.ArticleAsync(usual, NewsHeap.Title(2), hoursAgo: 2);
        await heap.ArticleAsync(heavy, NewsHeap.Title(3), hoursAgo: 20);

        Assert.That((await heap.ProposeAsync()).Stories.Select(s => s.Title), Is.EqualTo([NewsHeap.Title(3), NewsHeap.Title(2), NewsHeap.Title(1)]));
    }

    [Test]
    public async Task What_two_sources_report_comes_before_what_one_does()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var (first, second) = (await heap.SourceAsync("First Wire"), await heap.SourceAsync("Second Wire"));
        const string report = "The tungsten mine at the northern pass reopened on Tuesday after nine years, the operator told buyers in a note.";
        await heap.ArticleAsync(first, "Tungsten mine reopens after nine years", hoursAgo: 5, report);
        await heap.ArticleAsync(second, "Tungsten mine reopens after nine years", hoursAgo: 5, report);
        await heap.ArticleAsync(first, NewsHeap.Title(1), hoursAgo: 1);
        var stories = (await heap.ProposeAsync()).Stories;

        Assert.That(stories.Select(s => s.Articles.Count), Is.EqualTo([2, 1]));
        Assert.That(stories[0].Why, Does.Contain("for 2 sources"));
    }

    [Test]
    public async Task Stories_of_a_topic_stand_together_and_no_topic_fills_the_edition_alone()
    {
        var (shop, heap) = await OpenAsync(("MaxStories", "4"));
        await using var _ = shop;
        var (mines, prices) = (await heap.SourceAsync("Mine Wire", "Mines"), await heap.SourceAsync("Price Wire", "Prices"));
        for (var i = 0; i < 5; i++) await heap.ArticleAsync(mines, NewsHeap.Title(i), hoursAgo: 1 + (i * 0.1));
        await heap.ArticleAsync(prices, NewsHeap.Title(9), hoursAgo: 4);

        Assert.That((await heap.ProposeAsync()).Stories.Select(s => s.Topic), Is.EqualTo(["Mines", "Mines", "Mines", "Prices"]));
    }

    [Test]
    public async Task What_has_no_room_is_carried_once_while_fresh_and_then_let_go_with_a_record()
    {
        var (shop, heap) = await OpenAsync(("MaxStories", "1"));
        await using var _ = shop;
        var source = await heap.SourceAsync("Wire");
        var fresh = await heap.ArticleAsync(source, NewsHeap.Title(1), hoursAgo: 3, waitsFor: 2);
        var old = await heap.ArticleAsync(source, NewsHeap.Title(2), hoursAgo: 50, waitsFor: 50);
        await heap.ArticleAsync(source, NewsHeap.Title(3), hoursAgo: 1);
        var first = (await heap.CutAsync()).Edition!;
        var after = (await heap.StateAsync(fresh), await heap.StateAsync(old));
        shop.Clock.Advance(TimeSpan.FromHours(1));
        await heap.ArticleAsync(source, NewsHeap.Title(4), hoursAgo: 0);
        var second = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(after, Is.EqualTo(("carried", "let_go")));
            Assert.That(await heap.StateAsync(fresh), Is.EqualTo("let_go"));
            Assert.That((await store.LeftOutAsync(first.Id)).Select(l => l.Reason), Is.EquivalentTo(
                ["beyond MaxStories; carried to the next edition", "beyond MaxStories, and it came more than 36 h ago; let go"]));
            Assert.That((await store.LeftOutAsync(second.Id)).Select(l => l.Reason), Is.EqualTo(["beyond MaxStories a second time; let go"]));
        }
    }

    [Test]
    public async Task Too_few_stories_wait_and_a_day_without_news_has_an_edition_only_by_choice([Values] bool skips)
    {
        var (shop, heap) = await OpenAsync(("MinStories", "2"), ("SkipEmpty", skips ? "true" : "false"));
        await using var _ = shop;
        var empty = (await heap.CutAsync()).Edition!;
        var source = await heap.SourceAsync("Wire");
        var article = await heap.ArticleAsync(source, NewsHeap.Title(1));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var few = (await heap.CutAsync()).Edition!;

        Assert.That((empty.State, few.State, await heap.StateAsync(article)), Is.EqualTo((skips ? "folded" : "draft", "folded", "waiting")));
        if (!skips) Assert.That(shop.Get<Fitting>().Fit(await shop.Get<EditionStore>().FactsAsync(await shop.NewsletterAsync(), empty), ReaderSlots.Sample).Mail.Text, Does.Contain("There is nothing new this time"));
    }

    [Test]
    public async Task A_correction_stands_in_one_edition_and_again_only_where_that_one_never_went_out()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var source = await heap.SourceAsync("Wire");
        var article = await heap.ArticleAsync(source, NewsHeap.Title(1));
        var mailed = (await heap.CutAsync(scheduled: false)).Edition!;
        await shop.ExecuteAsync("update edition set state = 'finished', released_at = 1 where id = @id", new { id = mailed.Id });
        await shop.ExecuteAsync(
            "insert into correction (article, at, was_title, now_title, change) values (@article, @at, 'Mine opens', 'Mine closes', 'title')", new { article, at = shop.Clock.GetUtcNow() });
        shop.Clock.Advance(TimeSpan.FromHours(1));
        await heap.ArticleAsync(source, NewsHeap.Title(2));
        var folded = (await heap.CutAsync()).Edition!;
        await shop.ExecuteAsync("update edition set state = 'folded' where id = @id", new { id = folded.Id });
        await heap.ArticleAsync(source, NewsHeap.Title(3));
        var sent = (await heap.CutAsync(scheduled: false)).Edition!;
        await heap.ArticleAsync(source, NewsHeap.Title(4));
        var newsletter = await shop.NewsletterAsync();
        var facts = await shop.Get<EditionStore>().FactsAsync(newsletter, sent);

        Assert.That(facts.Corrections, Is.EqualTo([new MailedCorrection("Mine opens", "Mine closes", facts.Corrections[0].Url, mailed.Date)]));
        Assert.That((await heap.ProposeAsync()).Corrections, Is.Empty);
    }

    [TestCase(-1, "https://wire.example/mine", 0, Description = "the edition carried what it says now")]
    [TestCase(1, "https://wire.example/mine", 1)]
    [TestCase(1, "long", 0)]
    public async Task A_correction_is_told_to_whom_said_otherwise_and_with_an_address_that_a_mail_bears(int hoursAfter, string url, int told)
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        var source = await heap.SourceAsync("Wire");
        var article = await heap.ArticleAsync(source, NewsHeap.Title(1));
        var at = shop.Clock.GetUtcNow().AddHours(hoursAfter);
        var mailed = (await heap.CutAsync(scheduled: false)).Edition!;
        await shop.ExecuteAsync("update edition set state = 'finished', released_at = 1 where id = @id", new { id = mailed.Id });
        await shop.ExecuteAsync("insert into correction (article, at, was_title, now_title, change) values (@article, @at, 'Mine opens', 'Mine closes', 'title')", new { article, at });
        await shop.ExecuteAsync("update article set url = @url where id = @article", new { article, url = url == "long" ? "https://wire.example/" + new string('&', 1000) : url });
        shop.Clock.Advance(TimeSpan.FromHours(2));
        await heap.ArticleAsync(source, NewsHeap.Title(2));
        Assert.That((await heap.ProposeAsync()).Corrections, Has.Count.EqualTo(told));
    }

    [Test]
    public async Task Who_chose_only_topics_that_were_renamed_since_gets_all()
    {
        var (shop, heap) = await OpenAsync();
        await using var _ = shop;
        await heap.ArticleAsync(await heap.SourceAsync("Mine Wire", "Mines"), NewsHeap.Title(1));
        await heap.SourceAsync("Garden Wire", "Gardening");
        var readers = await shop.ReadersAsync(3);
        await shop.ExecuteAsync("update subscription set topics = 'Mining' where id = @id", new { id = readers[0].Id });
        await shop.ExecuteAsync("update subscription set topics = 'Gardening' where id = @id", new { id = readers[1].Id });
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        edition = (await store.FindAsync(edition.Id))!;
        await shop.Get<Digest.Composing.Variants.VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, 200, default);
        await shop.Get<Digest.Delivering.Ledger.Planner>().PlanAsync(edition, null, default);
        Assert.That(await shop.CountAsync("select count(*) from delivery where subscription = @id", new { id = readers[0].Id }), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from delivery where subscription = @id", new { id = readers[1].Id }), Is.Zero, "there is no news of theirs");
    }
}
