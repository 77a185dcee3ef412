using System.Collections.Concurrent;
using System.Diagnostics;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>Many sources at once (collecting.md, behaviours 13 and 38), by the clock on the wall.</summary>
[OnBothDatabases]
internal sealed class HostQueueTests
{
    [Test]
    public async Task C13_A_host_is_asked_for_one_source_after_the_other_and_others_do_not_wait()
    {
        await using var other = await FeedServer.StartAsync();
        await using var world = await CollectingWorld.StartAsync(TimeProvider.System, allowed: $"localhost:{other.Port}");
        var arrivals = new ConcurrentQueue<(string Path, TimeSpan At)>();
        var watch = Stopwatch.StartNew();
        world.Site.Answer = r => { arrivals.Enqueue((r.Path, watch.Elapsed)); return null; };
        other.Answer = r => { arrivals.Enqueue(("other", watch.Elapsed)); return null; };
        for (var i = 0; i < 3; i++) await world.ReadAsync("daily", world.Site.Url($"/feed{i}"));
        await world.ReadAsync("daily", $"http://localhost:{other.Port}/feed");
        watch.Restart();
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);

        var same = arrivals.Where(a => a.Path != "other").Select(a => a.At.TotalSeconds).ToList();
        Assert.That(same, Has.Count.EqualTo(4));
        Assert.That(same.Zip(same.Skip(1), (a, b) => b - a), Is.All.GreaterThan(0.8));
        Assert.That(arrivals.Single(a => a.Path == "other").At.TotalSeconds, Is.LessThan(same[^1] - 1.5));
    }

    [Test]
    public async Task C38_Who_asks_for_a_source_that_is_being_read_shares_the_fetch()
    {
        await using var world = await CollectingWorld.StartAsync();
        world.Site.Set("/feed", FeedPage.Rss(new RssFeed { Items = [.. Enumerable.Range(1, 10).Select(world.Item)] }.ToXml()) with { Delay = TimeSpan.FromMilliseconds(300) });
        var sources = await world.Sources.AllAsync(default);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Collector.CollectAsync(sources, default)));

        Assert.That(world.Site.Requests, Has.Count.EqualTo(1));
        Assert.That(results.Select(r => r[0].New), Is.All.EqualTo(10));
    }

    [Test]
    public async Task C15_A_cut_waits_for_slow_hosts_no_longer_than_said_and_the_look_goes_on()
    {
        await using var world = await CollectingWorld.StartAsync();
        var newsletter = await world.ReadAsync("daily", world.Url);
        var open = new TaskCompletionSource();
        world.Site.Set("/feed", new RssFeed { Items = [world.Item(1)] });
        world.Site.Answer = _ => { open.Task.Wait(); return null; };
        var waiting = world.Collector.CollectAsync(newsletter, TimeSpan.FromSeconds(5), default);
        await Await.Until(() => { world.Clock.Advance(TimeSpan.FromSeconds(1)); return waiting.IsCompleted; }, TimeSpan.FromSeconds(30), "the end of patience");
        var atTheCut = await world.CandidatesAsync();
        open.SetResult();
        await world.Collector.IdleAsync();

        Assert.That((atTheCut, await world.CandidatesAsync()), Is.EqualTo(("", "waiting 1")));
    }

    [Test]
    public async Task C38_Who_gives_up_takes_the_fetch_from_nobody_else()
    {
        await using var world = await CollectingWorld.StartAsync();
        world.Site.Set("/feed", FeedPage.Rss(new RssFeed { Items = [world.Item(1)] }.ToXml()) with { Delay = TimeSpan.FromMilliseconds(300) });
        var sources = await world.Sources.AllAsync(default);
        using var impatient = new CancellationTokenSource();
        var first = world.Collector.CollectAsync(sources, impatient.Token);
        await world.Site.WaitForAsync(r => r.Count == 1, TimeSpan.FromSeconds(10), "the first request");
        var second = world.Collector.CollectAsync(sources, default);
        await impatient.CancelAsync();

        await Assert.ThatAsync(() => first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second)[0].New, Is.EqualTo(1));
    }
}
