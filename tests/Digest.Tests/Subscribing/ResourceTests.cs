using System.Diagnostics;
using System.Net;
using Digest.World;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Digest.Tests.Subscribing;

/// <summary>Bodies and connections that want too much.</summary>
[OnBothDatabases]
internal sealed class ResourceTests
{
    private const string Head = "POST /subscribe HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    private TestSite site = null!;

    // Drip feeding is cut off sooner than in service, or these tests would last.
    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(
        kestrel: options => options.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.2)));

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    public static IEnumerable<TestCaseData> Bodies()
    {
        // What is promised is enough to be refused; what is sent after the refusal would race with it.
        yield return Case("10 MB", $"Content-Length: 10000000\r\n\r\n", ["a"], 413);
        yield return Case("20,000 fields", $"Content-Length: 40000\r\n\r\n", [string.Concat(Enumerable.Repeat("a&", 20_000))], 400);
        yield return Case("one field of 5 MB", $"Content-Length: 5000006\r\n\r\n", ["email=a"], 413);
        yield return Case("one field of 60 kB", $"Content-Length: 60000\r\n\r\n", ["email=".PadRight(60_000, 'a')], 400);
        yield return Case("a name of 1 kB", $"Content-Length: 1000\r\n\r\n", [new string('a', 1000)], 400);
        yield return Case("chunks without end", "Transfer-Encoding: chunked\r\n\r\n", Enumerable.Range(1000, 1000).Select(i => $"1000\r\nf{i}={new string('a', 4089)}&\r\n"), 413);
        yield return Case("more promised than sent", "Content-Length: 100\r\n\r\n", ["email=a"], 408);
        yield return Case("chunks that stop", "Transfer-Encoding: chunked\r\n\r\n", ["7\r\nemail=a\r\n"], 408);
        yield return Case("broken chunks", "Transfer-Encoding: chunked\r\n\r\n", ["zz\r\nemail=a\r\n"], 400);
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task T11_A_body_that_is_too_much_is_refused(string headers, IEnumerable<string> body, int status)
    {
        using var raw = await RawHttp.ConnectAsync(site.Address);
        var answer = raw.StatusAsync(Soon);
        await raw.SendAsync(Head + headers);
        foreach (var part in body)
            if (answer.IsCompleted || !await raw.SendAsync(part)) break;

        Assert.That(await answer, Is.EqualTo(status));
    }

    // Whether the bound of a name or that of the body is met first depends on how much of it comes at once.
    [Test]
    public async Task T11_A_name_without_end_is_refused()
    {
        using var raw = await RawHttp.ConnectAsync(site.Address);
        var answer = raw.StatusAsync(Soon);
        await raw.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 1000 && !answer.IsCompleted; i++)
            if (!await raw.SendAsync($"1000\r\n{new string('a', 4096)}\r\n")) break;

        Assert.That(await answer, Is.EqualTo(413).Or.EqualTo(400));
    }

    [Test]
    public async Task T11_Meanwhile_memory_stays_and_others_are_answered()
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var attacks = Enumerable.Range(0, 40).Select(async _ =>
        {
            using var raw = await RawHttp.ConnectAsync(site.Address);
            await raw.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < 300 && await raw.SendAsync($"1000\r\n{new string('a', 4096)}\r\n"); i++) await Task.Yield();
        }).ToList();
        var watch = Stopwatch.StartNew();
        var answer = await site.SignUpAsync("meanwhile@example.org");
        var took = watch.Elapsed;
        await Task.WhenAll(attacks);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(50 * 1024 * 1024));
        }
    }

    [Test]
    public async Task T11_Large_bodies_of_other_kinds_are_refused([Values("application/json", "multipart/form-data; boundary=x")] string type)
    {
        using var raw = await RawHttp.ConnectAsync(site.Address);
        // Only the beginning is sent: what comes after the refusal would race with it.
        await raw.SendAsync($"POST /subscribe HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 70000\r\n\r\n[[[[");

        Assert.That(await raw.StatusAsync(Soon), Is.EqualTo(413));
    }

    [Test]
    public async Task T12_Connections_that_drip_are_closed_and_others_do_not_notice()
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => RawHttp.ConnectAsync(site.Address)));
        var answers = slow.Select(raw => raw.StatusAsync(Soon)).ToList();
        await Task.WhenAll(slow.Select(raw => raw.SendAsync(Head + "Content-Length: 1000\r\n\r\ne")));
        var watch = Stopwatch.StartNew();
        var normal = await site.SignUpAsync("normal@example.org");
        var took = watch.Elapsed;
        await Await.Until(
            async () =>
            {
                foreach (var raw in slow) await raw.SendAsync("m");
                return answers.TrueForAll(answer => answer.IsCompleted);
            },
            Soon, "the slow connections to be closed");

        Assert.That(normal.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(2)));
        Assert.That(await Task.WhenAll(answers), Is.All.EqualTo(408).Or.EqualTo(0));
        foreach (var raw in slow) raw.Dispose();
    }

    private static TestCaseData Case(string name, string headers, IEnumerable<string> body, int status) =>
        new TestCaseData(headers, body, status).SetArgDisplayNames(name);
}
