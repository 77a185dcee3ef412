using Digest.Collecting.Fetching;
using Digest.Collecting.Robots;
using Digest.World;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Collecting.Robots;

/// <summary>A site on loopback is asked for its rules: how often, what its silence means, what is remembered.</summary>
[TestFixture]
internal sealed class RobotsGateTests
{
    private const string Forbidding = "User-agent: *\nCrawl-delay: 5\nDisallow: /private\n";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
    private FeedServer site = null!;
    private Fetcher fetcher = null!;
    private RobotsGate gate = null!;

    [SetUp]
    public async Task Begin()
    {
        site = await FeedServer.StartAsync();
        fetcher = Fetching.Fetching.Allowing(new Uri(site.Origin).Authority);
        gate = new RobotsGate(fetcher, clock);
    }

    [TearDown]
    public async Task End()
    {
        fetcher.Dispose();
        await site.DisposeAsync();
    }

    private Task<RobotsAnswer> AskAsync(string path = "/story") => gate.AskAsync(new Uri(site.Url(path)), CancellationToken.None);

    private void Rules(string text) => site.Set("/robots.txt", FeedPage.Of(text, "text/plain"));

    private int Asked => site.Requests.Count(r => r.Path == "/robots.txt");

    [Test]
    public async Task C42_A_page_is_asked_for_only_where_its_site_allows_it()
    {
        Rules(Forbidding);

        Assert.That(await AskAsync(), Is.EqualTo(new RobotsAnswer(null, false, TimeSpan.FromSeconds(5))));
        var refused = await AskAsync("/private/a");
        Assert.That((refused.IsAllowed, refused.Refusal), Is.EqualTo((false, "127.0.0.1 forbids it: line 3 of its robots.txt")));
        Assert.That(Asked, Is.EqualTo(1));
        Assert.That(site.Requests[0].Headers["User-Agent"], Does.Match(@"^Digest/\d+\.\d+\.\d+ \(\+https://digest\.example\)$"));
    }

    [Test]
    public async Task C42_An_answer_is_kept_for_a_day_and_not_longer()
    {
        Rules(Forbidding);
        await AskAsync();
        Rules("User-agent: *\nDisallow: /\n");

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.That((await AskAsync()).IsAllowed, Is.True);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await AskAsync()).IsAllowed, Is.False);
        Assert.That(Asked, Is.EqualTo(2));
    }

    [TestCase("max-age=7200", 2)]
    [TestCase("max-age=0", 1)]
    [TestCase("max-age=31536000", 24)]
    public async Task C42_The_site_may_shorten_the_day_but_not_to_less_than_an_hour(string cacheControl, int hours)
    {
        site.Set("/robots.txt", FeedPage.Of(Forbidding, "text/plain") with { Headers = new Dictionary<string, string> { ["Cache-Control"] = cacheControl } });
        await AskAsync();
        clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        await AskAsync();
        Assert.That(Asked, Is.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync();
        Assert.That(Asked, Is.EqualTo(2));
    }

    [TestCase(404, true)]
    [TestCase(403, true)]
    [TestCase(410, true)]
    [TestCase(204, true)]
    [TestCase(429, false)]
    [TestCase(500, false)]
    [TestCase(503, false)]
    public async Task C42_No_file_allows_everything_and_no_answer_nothing(int status, bool allows)
    {
        site.Set("/robots.txt", FeedPage.Bare(status));
        var answer = await AskAsync();
        Assert.That((answer.IsAllowed, answer.Refusal), Is.EqualTo((allows, allows ? null : $"its robots.txt can't be had: answered {status}")));
    }

    [Test]
    public async Task C42_A_site_without_an_answer_is_left_alone_for_a_while_and_then_asked_again()
    {
        site.Set("/robots.txt", FeedPage.Bare(503));
        Assert.That((await AskAsync()).IsAllowed, Is.False);
        Rules(Forbidding);
        clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        Assert.That((await AskAsync()).IsAllowed, Is.False);
        Assert.That(Asked, Is.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await AskAsync()).IsAllowed, Is.True);
    }

    [Test]
    public async Task C42_What_was_known_holds_while_the_site_has_no_answer()
    {
        Rules(Forbidding);
        await AskAsync();
        site.Set("/robots.txt", FeedPage.Bare(500));
        clock.Advance(TimeSpan.FromDays(1));

        Assert.That((await AskAsync()).IsAllowed, Is.True);
        Assert.That((await AskAsync("/private/a")).IsAllowed, Is.False);
        Assert.That(Asked, Is.EqualTo(2));
    }

    [Test]
    public async Task C42_Nobody_at_all_is_no_answer()
    {
        await site.DisposeAsync();
        Assert.That((await AskAsync()).Refusal, Does.StartWith("its robots.txt can't be had: cannot connect"));
    }

    [Test]
    public async Task C42_A_private_address_is_not_asked_for_its_rules_either()
    {
        await using var canary = RawSite.Canary();
        var answer = await gate.AskAsync(new Uri(canary.Url, "/story"), CancellationToken.None);
        Assert.That((answer.IsAllowed, canary.Connections), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task C42_Rules_may_stand_behind_redirects_but_going_in_circles_means_none()
    {
        site.Set("/robots.txt", FeedPage.Redirect("/rules"));
        site.Set("/rules", FeedPage.Of("User-agent: *\nDisallow: /", "text/plain"));
        Assert.That((await AskAsync()).IsAllowed, Is.False);

        site.Set("/rules", FeedPage.Redirect("/robots.txt"));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await AskAsync()).IsAllowed, Is.True);
    }

    [Test]
    public async Task C42_Many_who_ask_at_once_make_one_request_and_one_who_gives_up_spoils_it_for_nobody()
    {
        using var release = new ManualResetEventSlim();
        site.Answer = _ =>
        {
            release.Wait(TimeSpan.FromSeconds(10));
            return null;
        };
        Rules(Forbidding);
        using var impatient = new CancellationTokenSource();
        var first = gate.AskAsync(new Uri(site.Url("/story")), impatient.Token);
        var others = Enumerable.Range(0, 50).Select(_ => AskAsync()).ToList();
        await impatient.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => first);
        release.Set();

        Assert.That((await Task.WhenAll(others)).Select(a => a.IsAllowed), Is.All.True);
        Assert.That(Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task C42_A_delay_is_capped()
    {
        Rules("User-agent: *\nCrawl-delay: 86400\n");
        Assert.That((await AskAsync()).CrawlDelay, Is.EqualTo(RobotsGate.LongestDelay));
    }
}
