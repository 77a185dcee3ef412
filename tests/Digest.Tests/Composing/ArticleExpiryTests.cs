using System.Text.Json;
using Dapper;
using Digest.Composing;
using Digest.Composing.Review;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Tests.Delivering;
using Digest.World;

namespace Digest.Tests.Composing;

/// <summary>Texts of articles are kept as long as it was set; what they are known by for ever, and what is still needed in any case.</summary>
[OnBothDatabases]
internal sealed class ArticleExpiryTests
{
    private Workshop shop = null!;
    private NewsHeap heap = null!;
    private long source;

    [SetUp]
    public async Task Open()
    {
        shop = await Workshop.OpenAsync(("Retention:Articles", "100 d"));
        heap = new NewsHeap(shop);
        source = await heap.SourceAsync("Wire");
    }

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    private Task SweepAsync() => shop.Get<ArticleExpiry>().SweepAsync(default);

    private Task<long> KeptAsync(long article) => shop.CountAsync("select count(*) from article where id = @article and texts_kept and summary <> ''", new { article });

    private Task<long> ArticleAsync(CandidateState state, int number = 1) => heap.ArticleAsync(source, NewsHeap.Title(number), state: state);

    private Task ReadAsync(long article) => shop.ExecuteAsync(
        "insert into page (article, state, due_at, title, text, highlights) values (@article, 'read', 0, 'Its page', 'All of it', 'One point')", new { article });

    [Test]
    public async Task Texts_go_after_their_time_and_what_it_is_known_by_stays()
    {
        var article = await ArticleAsync(CandidateState.LetGo);
        await shop.ExecuteAsync("update article set html = '<p>x</p>', image = 'https://i.example/1.png', authors = 'Ann', categories = 'News', title_key = 7, text_key = 8");
        await ReadAsync(article);
        shop.Clock.Advance(TimeSpan.FromDays(100) - TimeSpan.FromHours(1));
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.EqualTo(1), "to the instant");

        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SweepAsync();
        await using var c = await shop.Get<Database>().OpenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await c.QuerySingleAsync<string>("select summary || html || coalesce(image, '') || authors || categories from article"), Is.Empty);
            Assert.That(await c.QuerySingleAsync<string>("select title from article"), Is.EqualTo(NewsHeap.Title(1)));
            Assert.That(await shop.CountAsync("select count(*) from article where key <> '' and url <> '' and url_key <> '' and title_key = 7 and text_key = 8 and not texts_kept"), Is.EqualTo(1));
            Assert.That(await shop.CountAsync("select count(*) from page"), Is.Zero);
            Assert.That(await heap.StateAsync(article), Is.EqualTo("let_go"));
        }
    }

    [Test]
    public async Task What_changed_lately_is_not_old()
    {
        var article = await ArticleAsync(CandidateState.Known);
        shop.Clock.Advance(TimeSpan.FromDays(99));
        await shop.ExecuteAsync("update article set changed_at = @at", new { at = shop.Clock.GetUtcNow() });
        shop.Clock.Advance(TimeSpan.FromDays(99));
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.EqualTo(1));
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.Zero);
    }

    [TestCase("waiting", 1)]
    [TestCase("carried", 1)]
    [TestCase("quarantined", 1)]
    [TestCase("known", 0)]
    [TestCase("let_go", 0)]
    public async Task What_may_still_be_news_keeps_its_texts(string state, int kept)
    {
        var article = await ArticleAsync(state.ToState<CandidateState>());
        shop.Clock.Advance(TimeSpan.FromDays(1000));
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.EqualTo(kept));
    }

    [TestCase("draft", 1)]
    [TestCase("held", 1)]
    [TestCase("releasing", 1)]
    [TestCase("released", 1)]
    [TestCase("paused", 1)]
    [TestCase("finished", 0)]
    [TestCase("cancelled", 0)]
    public async Task What_stands_in_an_edition_or_was_left_out_keeps_its_texts_until_the_edition_is_final(string state, int kept)
    {
        var (taken, leftOut) = (await ArticleAsync(CandidateState.Waiting), await ArticleAsync(CandidateState.LetGo, 2));
        var edition = (await heap.CutAsync()).Edition!;
        await shop.ExecuteAsync("update candidate set edition = @id where article = @leftOut", new { id = edition.Id, leftOut });
        await shop.ExecuteAsync("update edition set state = @state", new { state });
        shop.Clock.Advance(TimeSpan.FromDays(101));
        await SweepAsync();
        Assert.That((await KeptAsync(taken), await KeptAsync(leftOut)), Is.EqualTo(((long)kept, (long)kept)));
    }

    [Test]
    public async Task What_was_mailed_lately_keeps_its_texts_for_what_reports_the_same()
    {
        var article = await ArticleAsync(CandidateState.Waiting);
        shop.Clock.Advance(TimeSpan.FromDays(101));
        await heap.CutAsync();
        await shop.ExecuteAsync("update edition set state = 'finished'");
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.EqualTo(1));
        shop.Clock.Advance(StoryGrouping.Lately + TimeSpan.FromMilliseconds(1));
        await SweepAsync();
        Assert.That(await KeptAsync(article), Is.Zero);
    }

    [Test]
    public async Task An_edition_says_what_it_said()
    {
        await ArticleAsync(CandidateState.Waiting);
        var edition = (await heap.CutAsync()).Edition!;
        await shop.ExecuteAsync("update edition set state = 'finished'");
        var before = (await heap.StoriesAsync(edition)).Select(s => s.ToJson()).ToList();
        var explained = await shop.Get<Explanation>().OfEditionAsync(edition, default);
        shop.Clock.Advance(TimeSpan.FromDays(1000));
        await SweepAsync();
        Assert.That(await shop.CountAsync("select count(*) from article where texts_kept"), Is.Zero);
        Assert.That((await heap.StoriesAsync(edition)).Select(s => s.ToJson()), Is.EqualTo(before));
        Assert.That(await shop.Get<Explanation>().OfEditionAsync(edition, default), Is.EqualTo(explained));
    }

    [Test]
    public async Task Many_go_in_bounded_steps_past_those_that_stay_and_cut_off_it_goes_on()
    {
        for (var i = 0; i < OldArticles.MostPerStep + 50; i++) await ArticleAsync(i % 100 == 0 ? CandidateState.Waiting : CandidateState.Known, i);
        shop.Clock.Advance(TimeSpan.FromDays(1000));
        var now = shop.Clock.GetUtcNow();
        IReadOnlyList<(OldArticle Article, bool MayGo)> first;
        await using (var c = await shop.Get<Database>().OpenAsync()) first = await OldArticles.NextAsync(c, default, now, now);
        await shop.Writer.WriteAsync((c, t) => OldArticles.BlankAsync(c, t, [.. first.Select(f => f.Article.Id)], now, now));
        Assert.That(await shop.CountAsync("select count(*) from article where texts_kept"), Is.EqualTo(52), "what waits is asked for in the step itself, too");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Assert.That(async () => await shop.Get<ArticleExpiry>().SweepAsync(stopped.Token), Throws.InstanceOf<OperationCanceledException>());

        await SweepAsync();
        Assert.That(await shop.CountAsync("select count(*) from article where texts_kept"), Is.EqualTo(3));
        var mark = await shop.CountAsync("select max(mark) from high_water");
        await SweepAsync();
        Assert.That(await shop.CountAsync("select max(mark) from high_water"), Is.EqualTo(mark), "nothing is written when nothing is due");
    }

    [Test]
    public async Task An_editor_who_adds_it_has_its_page_read_and_never_gets_a_bare_headline()
    {
        await using var site = await FeedServer.StartAsync();
        await shop.DisposeAsync();
        shop = await Workshop.OpenAsync(("Retention:Articles", "100 d"), ("Collecting:AllowedPrivateHosts:0", new Uri(site.Origin).Authority));
        heap = new NewsHeap(shop);
        source = await heap.SourceAsync("Wire");
        await shop.ExecuteAsync("update source set url = @url", new { url = site.Url("/feed") });
        var url = site.Set("/old", FeedPage.Bare(503));
        var old = await heap.ArticleAsync(source, NewsHeap.Title(1), url: url, state: CandidateState.LetGo);
        shop.Clock.Advance(TimeSpan.FromDays(101));
        await SweepAsync();
        await ArticleAsync(CandidateState.Waiting, 2);
        var edition = (await heap.CutAsync()).Edition!;
        var asked = new Request { Id = 1, PublicId = default, Kind = "add_story", State = "running", CreatedAt = default, Data = JsonSerializer.Serialize(new AddAsked("oxide", edition.Name, null, url, "")) };
        var adding = shop.Get<IEnumerable<IRequestHandler>>().OfType<AddRequest>().Single();
        for (var time = 0; time < 2; time++)
        {
            Assert.That(async () => await adding.RunAsync(asked, default), Throws.InstanceOf<Fault>().With.Message.Contains("503"));
            Assert.That(await heap.StoriesAsync(edition), Has.Count.EqualTo(1));
            shop.Clock.Advance(TimeSpan.FromHours(2));
        }
        var text = string.Join(' ', Enumerable.Range(0, 150).Select(i => NewsHeap.Word(77, i) + (i % 12 == 11 ? "." : "")));
        site.Set("/old", FeedPage.Html($"<html lang='en'><head><title>Old</title></head><body><article><h1>Old</h1><p>{text}</p><p>{text}</p></article></body></html>"));
        await adding.RunAsync(asked, default);
        Assert.That((await heap.StoriesAsync(edition))[^1].ToJson(), Does.Contain(NewsHeap.Word(77, 0)));
        Assert.That(await shop.CountAsync("select count(*) from article where id = @old and texts_kept", new { old }), Is.EqualTo(1));
        await shop.ExecuteAsync("update edition set state = 'finished'");
        await SweepAsync();
        Assert.That(await shop.CountAsync("select count(*) from page"), Is.EqualTo(1), "it is young again");
    }

    [Test]
    public async Task Less_than_a_day_is_refused()
    {
        var fault = await Assert.ThrowsAsync<Fault>(async () => await Workshop.OpenAsync(("Retention:Articles", "1 h")));
        Assert.That(fault!.Message, Does.Contain("Digest:Retention:Articles").And.Contain("180 d"));
    }

    [Test]
    public void A_worker_has_it_among_its_parts() => Assert.That(shop.Get<IEnumerable<IWorkerPart>>().OfType<ArticleExpiry>().Count(), Is.EqualTo(1));
}
