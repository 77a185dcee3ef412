using Digest.Collecting.Recognising;

namespace Digest.Tests.Collecting;

/// <summary>
/// Invariant 2: months of accidents of one feed, with the clock moved; each true article is in exactly one edition, and
/// none of the publisher's archive is.
/// </summary>
[OnBothDatabases]
internal sealed class OnceEachArticleTests
{
    private const int Days = 90;

    [Test]
    public Task Each_true_article_is_in_one_edition_whatever_its_feed_does([Values(1, 2, 3)] int seed) => MonthsAsync(seed);

    [Test, Category("Full")]
    public async Task Each_true_article_is_in_one_edition_for_many_feeds()
    {
        for (var seed = 100; seed < 160; seed++) await MonthsAsync(seed);
    }

    private static async Task MonthsAsync(int seed)
    {
        await using var world = await CollectingWorld.StartAsync();
        var chance = new Random(seed);
        var feed = new AccidentalFeed(seed, world.Site, world.Clock);
        feed.Publish(3);
        while (!feed.Next() || (await world.CollectAgainAsync()).New == 0) world.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var day = 0; day < Days; day++)
        {
            var begin = world.Clock.GetUtcNow();
            // Fewer than the feed shows, and looked at until it could be read: else nobody could know of them.
            feed.Publish(chance.Next(6));
            for (var read = 0; read < 2;)
            {
                world.Clock.Advance(TimeSpan.FromHours(1));
                if (feed.Next()) read++;
                await world.CollectAgainAsync();
            }
            await CutAsync(world, day + 1);
            if (chance.Next(3) == 0) await DiscardAsync(world);
            var rest = begin.AddDays(1) - world.Clock.GetUtcNow();
            if (rest > TimeSpan.Zero) world.Clock.Advance(rest);
        }
        await AssertOnceAsync(world, feed, seed);
    }

    private static Task CutAsync(CollectingWorld world, int edition) =>
        world.ExecuteAsync("update candidate set state = 'in', edition = @edition where state = 'waiting'", new { edition });

    private static async Task DiscardAsync(CollectingWorld world)
    {
        var (newsletter, source) = ((await world.QueryAsync<long>("select id from newsletter"))[0], (await world.SourceAsync()).Id);
        await world.Writer.WriteAsync((c, t) => world.Get<CandidateStore>().DecideAsync(c, t, newsletter, source, keep: false));
    }

    private static Task<IReadOnlyList<string>> TracesAsync(CollectingWorld world, string mark) => world.QueryAsync<string>("""
        select a.id || ' ' || a.key || ' ' || a.url || ' ' || a.arrival || ' seen ' || datetime(a.first_seen_at / 1000, 'unixepoch') || ' ' || c.state || coalesce(c.edition, '')
        from article a join candidate c on c.article = a.id where a.html like @mark
        """, new { mark = $"%{mark}%" });

    private static async Task AssertOnceAsync(CollectingWorld world, AccidentalFeed feed, int seed)
    {
        var mailed = await world.QueryAsync<string>("select a.html from candidate c join article a on a.id = c.article where c.state = 'in'");
        var times = mailed.CountBy(html => html[html.IndexOf("mark-", StringComparison.Ordinal)..][..11]).ToDictionary();
        var wrong = feed.Articles.Select(a => (a.Mark, Times: times.GetValueOrDefault(a.Mark))).Where(a => a.Times != 1).Select(a => $"{a.Mark} in {a.Times} editions").ToList();
        wrong.AddRange(feed.Archive.Where(a => times.ContainsKey(a.Mark)).Select(a => $"{a.Mark} of the archive was mailed"));

        if (wrong.Count > 0) wrong.AddRange(await TracesAsync(world, wrong[0][..11]));
        Assert.That(wrong, Is.Empty, $"seed {seed}, {feed.Articles.Count} articles; {string.Join(" | ", feed.Story)}");
    }
}
