using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>A source that can be read and is odd all the same gets a note.</summary>
[OnBothDatabases]
internal sealed class YieldTests
{
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private RssItem[] Daily(int count) => [.. Enumerable.Range(0, count).Select(i => world.Item(i + 1) with { Published = world.Clock.GetUtcNow().AddDays(-i) })];

    [Test]
    public async Task A_source_that_falls_silent_is_noted_and_the_note_goes_with_the_next_article()
    {
        var items = Daily(20);
        await world.CollectAsync(items);
        var usual = (await world.SourceAsync()).Note;
        world.Clock.Advance(TimeSpan.FromDays(12));
        await world.CollectAgainAsync();
        var silent = (await world.SourceAsync()).Note;
        await world.CollectAsync([world.Item(50) with { Published = world.Clock.GetUtcNow() }, .. items]);

        Assert.That((usual, silent, (await world.SourceAsync()).Note), Is.EqualTo(((string?)null, "silent: nothing new since 2026-11-24", (string?)null)));
    }

    [Test]
    public async Task A_source_that_holds_much_less_than_usual_is_noted_and_nothing_of_it_is_lost()
    {
        var items = Daily(20);
        await world.CollectAsync(items);
        await world.CollectAsync(items[..4]);
        var thin = (await world.SourceAsync()).Note;
        await world.CollectAsync(items);

        Assert.That((thin, (await world.SourceAsync()).Note), Is.EqualTo(("thin: 4 items, usually 20", (string?)null)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 17, waiting 3"));
    }
}
