using Digest.Composing;
using Digest.Composing.Review;
using Digest.Delivering;
using Digest.Storage;
using Digest.Tests.Delivering;

namespace Digest.Tests.Composing;

/// <summary>What an editor changes in a draft, and what happens when two do it at once.</summary>
[OnBothDatabases]
public sealed class ReviewTests
{
    private Workshop shop = null!;
    private NewsHeap heap = null!;
    private Edition edition = null!;
    private long[] articles = null!;

    [SetUp]
    public async Task Cut()
    {
        shop = await Workshop.OpenAsync();
        heap = new NewsHeap(shop);
        var source = await heap.SourceAsync("Wire");
        articles = new long[4];
        for (var i = 0; i < articles.Length; i++) articles[i] = await heap.ArticleAsync(source, $"{NewsHeap.Title(i)} {i}", hoursAgo: i + 1);
        edition = (await heap.CutAsync()).Edition!;
    }

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    private async Task<long> EditAsync(Func<Draft, Draft> edit, long? version = null) =>
        await shop.Get<Editor>().EditAsync(await shop.NewsletterAsync(), edition.Id, version, "test", "", draft => Task.FromResult(edit(draft)), default);

    private async Task<string> OrderAsync() => string.Concat((await heap.StoriesAsync(edition)).Select(s => s.Title[^1]));

    private async Task<Edition> NowAsync() => (await shop.Get<EditionStore>().FindAsync(edition.Id))!;

    private async Task<string> RefusedAsync(Func<Draft, Draft> edit, long? version = null)
    {
        try
        {
            await EditAsync(edit, version);
            return "";
        }
        catch (Fault fault)
        {
            return fault.Message;
        }
    }

    [Test]
    public async Task Each_edit_makes_the_next_version_and_is_recorded()
    {
        var versions = new[]
        {
            await EditAsync(d => d.Move(4, 1)), await EditAsync(d => d.Pin(3, true)), await EditAsync(d => d.Retitle(1, "  A better\ntitle 1")),
            await EditAsync(d => d.Introduce("Good morning.\r\n\r\nIt rains.")), await EditAsync(d => d.Note("No edition on Friday.")), await EditAsync(d => d.Name("Our own subject")),
        };
        var now = await NowAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(versions, Is.EqualTo([2, 3, 4, 5, 6, 7]));
            Assert.That(await OrderAsync(), Is.EqualTo("1302"));
            Assert.That((await heap.StoriesAsync(edition))[0].Title, Is.EqualTo("A better title 1"));
            Assert.That((now.Introduction, now.Notice, now.Subject, now.Version), Is.EqualTo(("Good morning.\n\nIt rains.", "No edition on Friday.", "Our own subject", 7L)));
            Assert.That(await shop.CountAsync("select count(*) from edition_edit where edition = @id", new { id = edition.Id }), Is.EqualTo(6));
        }
    }

    [Test]
    public async Task The_subject_follows_the_top_story_until_an_editor_writes_one()
    {
        await EditAsync(d => d.Move(2, 1));
        var made = (await NowAsync()).Subject;
        await EditAsync(d => d.Name("Ours"));
        await EditAsync(d => d.Move(3, 1));
        var own = (await NowAsync()).Subject;
        await EditAsync(d => d.Name(""));

        Assert.That(made, Does.StartWith($"{NewsHeap.Title(1)} 1"));
        Assert.That(own, Is.EqualTo("Ours"));
        Assert.That((await NowAsync()).Subject, Does.StartWith($"{NewsHeap.Title(2)} 2"));
    }

    [Test]
    public async Task A_stale_edit_is_refused_with_both_versions_and_changes_nothing()
    {
        await EditAsync(d => d.Drop(4), version: 1);

        Assert.That(await RefusedAsync(d => d.Drop(1), version: 1), Does.Contain("is at version 2").And.Contain("for version 1"));
        Assert.That(await OrderAsync(), Is.EqualTo("012"));
    }

    [Test]
    public async Task Of_edits_at_the_same_moment_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => EditAsync(d => d.Retitle(i + 1, $"Title {i}"))));

        Assert.That((await heap.StoriesAsync(edition)).Select(s => s.Title), Is.EqualTo(["Title 0", "Title 1", "Title 2", "Title 3"]));
        Assert.That((await NowAsync()).Version, Is.EqualTo(5));
    }

    [Test]
    public async Task What_is_dropped_is_let_go_whatever_becomes_of_the_edition_and_can_be_added_again()
    {
        await EditAsync(d => d.Drop(2));
        var dropped = await heap.StateAsync(articles[1]);
        await using (var c = await shop.Get<Database>().OpenAsync())
        {
            var story = StoryTeller.Tell(new CandidateGroup([await Candidates.FindAsync(c, edition, articles[1])], null));
            await EditAsync(d => d.Add(story));
        }
        var added = (await heap.StateAsync(articles[1]), await OrderAsync());
        await EditAsync(d => d.Drop(4));
        await shop.Get<EditionControl>().CancelAsync(edition, default);

        Assert.That(dropped, Is.EqualTo("let_go"));
        Assert.That(added, Is.EqualTo(("in", "0231")));
        Assert.That(await heap.StateAsync(articles[1]), Is.EqualTo("let_go"), "an editor wants it in no edition");
        Assert.That(await heap.StateAsync(articles[0]), Is.EqualTo("waiting"));
    }

    [Test]
    public async Task Stories_are_merged_and_split_again()
    {
        await EditAsync(d => d.Merge([2, 4]));
        var merged = (await heap.StoriesAsync(edition))[1];
        var parts = await shop.Get<Editor>().PartsAsync(edition, merged, default);
        await EditAsync(d => d.Split(2, parts));

        Assert.That(merged.Articles.Select(a => a.Id), Is.EqualTo([articles[1], articles[3]]));
        Assert.That((merged.Title[^1], merged.Reason), Is.EqualTo(('1', "merged by the editor")));
        Assert.That((await heap.StoriesAsync(edition)).Select(s => s.Articles.Single().Id), Is.EquivalentTo(articles));
    }

    [Test]
    public async Task What_is_pinned_stays_first_until_it_is_pinned_no_more()
    {
        await EditAsync(d => d.Pin(3, true));
        await EditAsync(d => d.Move(4, 1));
        var pinned = await OrderAsync();
        await EditAsync(d => d.Pin(1, false));

        Assert.That((pinned, await OrderAsync()), Is.EqualTo(("2301", "2301")));
        await EditAsync(d => d.Move(4, 1));
        Assert.That(await OrderAsync(), Is.EqualTo("1230"));
        Assert.That(await RefusedAsync(d => d.Pin(1, false)), Does.Contain("is not pinned"));
    }

    [Test]
    public async Task Nonsense_is_refused_with_the_cause()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await RefusedAsync(d => d.Drop(5)), Does.Contain("There is no story 5: the edition has 4"));
            Assert.That(await RefusedAsync(d => d.Move(0, 1)), Does.Contain("There is no story 0"));
            Assert.That(await RefusedAsync(d => d.Merge([2])), Does.Contain("two stories"));
            Assert.That(await RefusedAsync(d => d.Split(1, [])), Does.Contain("nothing to split"));
            Assert.That(await RefusedAsync(d => d.Retitle(1, " ")), Does.Contain("needs some text"));
            Assert.That(await RefusedAsync(d => d.Introduce(new string('x', 5001))), Does.Contain("at most 5000"));
            Assert.That(await RefusedAsync(d => d.Drop(1).Drop(1).Drop(1).Drop(1)), Does.Contain("the only story"));
            Assert.That((await NowAsync()).Version, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task From_the_moment_of_release_nothing_is_edited()
    {
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));

        Assert.That(await RefusedAsync(d => d.Drop(1)), Does.Contain("is releasing: only a draft can be edited"));
    }

    [Test]
    public async Task Explain_says_of_each_article_why_it_is_in_or_out()
    {
        var newsletter = await shop.NewsletterAsync();
        await EditAsync(d => d.Drop(2));
        await EditAsync(d => d.Merge([1, 2]));
        var later = await heap.ArticleAsync(await heap.SourceAsync("Late Wire"), NewsHeap.Title(50), url: "https://late.example/50?utm_source=x");
        var explanation = shop.Get<Explanation>();
        var all = (await explanation.OfEditionAsync(edition, default)).Select(e => $"{e.State}: {e.Reason}").ToList();
        async Task<string> OfAsync(string url) => string.Join("; ", (await explanation.OfAddressAsync(newsletter, url, default)).Select(e => $"{e.State}: {e.Reason}"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(all, Has.Count.EqualTo(5));
            Assert.That(all[0], Does.StartWith("in: story 1, worth 0.97 = 0.97 for 1 h × 1.00 for 1 source × weight 1; tells the story for 2 (merged by the editor)"));
            Assert.That(all, Has.Exactly(1).EqualTo("let_go: dropped by the editor"));
            Assert.That(all, Has.Exactly(1).StartsWith("waiting: waits for the next edition"));
            Assert.That(await OfAsync("https://late.example/50"), Does.StartWith("waiting: "));
            Assert.That(await OfAsync("https://news.example/nobody"), Is.EqualTo("unknown: no source of oxide has brought it; see: digest source list oxide"));
        }
        _ = later;
    }
}
