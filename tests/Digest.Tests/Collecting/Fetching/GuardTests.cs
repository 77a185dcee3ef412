using System.Net;
using Digest.Collecting.Fetching;
using Digest.World;

namespace Digest.Tests.Collecting.Fetching;

/// <summary>What is judged where the socket opens, and on the way over redirects; a canary must never see anybody.</summary>
[TestFixture]
internal sealed class GuardTests
{
    private RawSite canary = null!;
    private FeedServer site = null!;

    [SetUp]
    public async Task Start() => (canary, site) = (RawSite.Canary(), await FeedServer.StartAsync());

    [TearDown]
    public async Task Stop()
    {
        await canary.DisposeAsync();
        await site.DisposeAsync();
    }

    private string Own => new Uri(site.Origin).Authority;

    private async Task<FetchResult> GetAsync(string address, IDns? dns = null, params string[] allowed)
    {
        using var fetcher = new Fetcher(Fetching.Options([Own, .. allowed]), dns ?? Fetching.NoDns, TimeProvider.System, "https://digest.example");
        return await fetcher.GetAsync(new FetchRequest(new Uri(address)), CancellationToken.None);
    }

    [TestCaseSource(typeof(AddressRuleTests), nameof(AddressRuleTests.Private))]
    public async Task T39_Even_past_the_rule_a_socket_to_a_private_address_never_opens(string host)
    {
        if (!Uri.TryCreate($"http://{host}:{canary.Port}/", UriKind.Absolute, out var address) || address.Host.Length == 0) return;
        var connection = new GuardedConnection(new Fetching.Answers([["127.0.0.2"]]), AllowedHosts.None, TimeProvider.System);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = connection.ConnectAsync, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        Exception? thrown = await Assert.CatchAsync(async () => await client.SendAsync(request, CancellationToken.None));
        while (thrown is { InnerException: not null } and not RefusedException) thrown = thrown.InnerException;
        Assert.That((thrown as RefusedException)?.Failure.Fault, Is.EqualTo(FetchFault.Private));
        Assert.That(canary.Connections, Is.Zero);
    }

    [TestCase("127.0.0.2"), TestCase("::ffff:127.0.0.2"), TestCase("10.0.0.1"), TestCase("169.254.169.254"), TestCase("8.8.8.8", "127.0.0.2"), TestCase("127.0.0.2", "8.8.8.8")]
    public async Task T41_Every_address_of_an_answer_must_pass(params string[] answer)
    {
        var result = await GetAsync($"http://rebind.example:{canary.Port}/", new Fetching.Answers([answer]));

        Assert.That(result, Is.TypeOf<FetchResult.Failed>().With.Property("Fault").EqualTo(FetchFault.Private));
        Assert.That(canary.Connections, Is.Zero);
    }

    [Test]
    public async Task T41_A_name_is_asked_once_so_that_its_answer_can_not_change_before_the_socket_opens()
    {
        var dns = new Fetching.Answers([["127.0.0.1"], ["127.0.0.2"]]);
        site.Set("/feed", FeedPage.Rss("<rss/>"));
        var allowed = await GetAsync($"http://own.example:{site.Port}/feed", dns, $"own.example:{site.Port}");
        var refused = await GetAsync($"http://other.example:{canary.Port}/", dns);

        Assert.That(allowed, Is.TypeOf<FetchResult.Fetched>());
        Assert.That(refused, Is.TypeOf<FetchResult.Failed>());
        Assert.That(dns.Asked, Is.EqualTo(["own.example", "other.example"]));
        Assert.That(canary.Connections, Is.Zero);
    }

    [Test]
    public async Task A_name_without_an_address_is_said_to_have_none() =>
        Assert.That(await GetAsync("http://nobody.example/"), Is.EqualTo(new FetchResult.Failed(FetchFault.Dns, "the name nobody.example has no address")));

    [Test]
    public async Task A_refusal_names_the_rule_and_never_the_response()
    {
        var refused = await GetAsync($"http://127.0.0.2:{canary.Port}/secret") as FetchResult.Failed;

        Assert.That(refused?.Reason, Is.EqualTo("127.0.0.2 is a loopback address; Collecting:AllowedPrivateHosts can allow it"));
    }

    [TestCase("http://127.0.0.2:CANARY/"), TestCase("//127.0.0.2:CANARY/"), TestCase("http://localhost.:CANARY/"), TestCase("http://[::ffff:127.0.0.2]:CANARY/"), TestCase("http://2130706434:CANARY/")]
    [TestCase("file:///etc/passwd"), TestCase("ftp://x.example/"), TestCase("gopher://x.example/"), TestCase("http://x.example:25/"), TestCase("data:text/xml,x"), TestCase("http://"), TestCase("http://[")]
    public async Task T40_T42_A_redirect_to_a_refused_address_is_not_followed(string target)
    {
        var url = site.Set("/go", FeedPage.Redirect(target.Replace("CANARY", $"{canary.Port}", StringComparison.Ordinal)));

        Assert.That(await GetAsync(url), Is.TypeOf<FetchResult.Failed>());
        Assert.That(canary.Connections, Is.Zero);
        Assert.That(site.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task T40_Loops_and_more_than_five_hops_end()
    {
        site.Set("/loop", FeedPage.Redirect("/loop2"));
        site.Set("/loop2", FeedPage.Redirect("/loop"));
        for (var i = 0; i < 9; i++) site.Set($"/{i}", FeedPage.Redirect($"/{i + 1}"));
        site.Set("/9", FeedPage.Rss("<rss/>"));
        var loop = await GetAsync(site.Url("/loop"));
        var asked = site.Requests.Count;
        var six = await GetAsync(site.Url("/3"));
        var five = await GetAsync(site.Url("/4"));

        Assert.That(loop, Is.EqualTo(new FetchResult.Failed(FetchFault.Redirect, "redirects in a loop")));
        Assert.That(asked, Is.EqualTo(2));
        Assert.That(six, Is.EqualTo(new FetchResult.Failed(FetchFault.Redirect, "more than 5 redirects")));
        Assert.That(five, Is.TypeOf<FetchResult.Fetched>());
    }

    [TestCase(new[] { 301, 308 }, true), TestCase(new[] { 301, 302 }, false), TestCase(new[] { 307 }, false), TestCase(new[] { 303 }, false), TestCase(new int[0], false)]
    public async Task A_move_is_for_good_when_every_step_of_it_is(int[] steps, bool forGood)
    {
        for (var i = 0; i < steps.Length; i++) site.Set($"/{i}", FeedPage.Redirect($"/{i + 1}", steps[i]));
        site.Set($"/{steps.Length}", FeedPage.Rss("<rss/>"));
        var fetched = await GetAsync(site.Url("/0")) as FetchResult.Fetched;

        Assert.That((fetched?.MovedForGood, fetched?.Address), Is.EqualTo((forGood, new Uri(site.Url($"/{steps.Length}")))));
    }

    [Test]
    public async Task T40_User_and_password_stay_with_their_origin()
    {
        await using var other = await FeedServer.StartAsync();
        site.Set("/a", FeedPage.Redirect("/b"));
        site.Set("/b", FeedPage.Redirect(other.Url("/c")));
        other.Set("/c", FeedPage.Redirect(site.Url("/d")));
        site.Set("/d", FeedPage.Rss("<rss/>"));
        var fetched = await GetAsync($"http://desk:pass%20word@{Own}/a", null, new Uri(other.Origin).Authority) as FetchResult.Fetched;

        Assert.That(fetched?.Address.UserInfo, Is.Empty);
        Assert.That(site.Requests.Take(2).Select(r => r.Headers["Authorization"]), Is.All.EqualTo("Basic " + Convert.ToBase64String("desk:pass word"u8)));
        Assert.That(other.Requests.Single().Headers, Does.Not.ContainKey("Authorization").And.Not.ContainKey("Referer").And.Not.ContainKey("Cookie"));
    }

    [TestCase("https://news.example/a", "http://news.example/a", FetchFault.Redirect), TestCase("https://news.example/a", "http://127.0.0.1:5000/", FetchFault.Redirect)]
    [TestCase("http://news.example/a", "http://127.0.0.1:5000/", FetchFault.Private), TestCase("http://127.0.0.1:5000/a", "http://127.0.0.1:5000/b", null), TestCase("http://news.example/a", "https://news.example/a", null)]
    public void T40_Nobody_is_led_from_TLS_to_clear_text_nor_from_the_world_into_an_exception(string from, string to, FetchFault? fault)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Redirect);
        response.Headers.TryAddWithoutValidation("Location", to);

        Assert.That(new Trail(new Uri(from), new AllowedHosts(["127.0.0.1:5000"])).Follow(response)?.Fault, Is.EqualTo(fault));
    }
}
