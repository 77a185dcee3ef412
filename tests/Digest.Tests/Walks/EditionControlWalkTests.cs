using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>What an operator's commands do to an edition on its way, in a process of its own.</summary>
public sealed class EditionControlWalkTests
{
    private const int Readers = 2000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task An_edition_is_paused_within_a_second_goes_on_when_it_is_resumed_and_can_be_cancelled()
    {
        await using var walk = await ReleaseWalk.StartAsync(Readers, Slowly);
        var relay = walk.Room.Relay;
        await relay.WaitForMailsAsync(100, TimeSpan.FromMinutes(1));
        var said = JsonDocument.Parse((await walk.Room.DoAsync("edition", "pause", Newsroom.Slug, "--json")).Out).RootElement;
        var paused = DateTimeOffset.UtcNow;
        Assert.That((said.GetProperty("state").GetString(), said.GetProperty("total").GetInt32()), Is.EqualTo(("paused", Readers)));
        Assert.That((await walk.Room.ReportAsync()).State, Is.EqualTo("paused"));
        await Await.Until(async () => (await walk.Ledger.InStateAsync("claimed")).Count == 0, TimeSpan.FromSeconds(30), "the answers");
        var atPause = relay.Mails.Count;
        Assert.That(relay.Mails.Where(m => m.BeganAt > paused + Second), Is.Empty);

        await walk.Room.DoAsync("edition", "resume", Newsroom.Slug);
        await relay.WaitForMailsAsync(atPause + 100, TimeSpan.FromSeconds(50));
        Assert.That(relay.Mails[atPause].BeganAt, Is.GreaterThan(paused));
        await walk.Room.DoAsync("edition", "cancel", Newsroom.Slug);
        var cancelled = DateTimeOffset.UtcNow;
        await Await.Until(async () => (await walk.Room.ReportAsync()) is { Waiting: 0, Claimed: 0 }, TimeSpan.FromSeconds(50), "the rest to be skipped");

        var report = await walk.Room.ReportAsync();
        Assert.That(relay.Mails.Where(m => m.BeganAt > cancelled + Second), Is.Empty);
        Assert.That(relay.Mails, Has.Count.LessThan(Readers), "it was over before it was cancelled: nothing was tested");
        Assert.That(relay.Mails.Select(m => m.To.Single()), Is.Unique);
        Assert.That(report.AddsUp && report.State == "cancelled" && report.Sent == relay.Mails.Count && report.Skipped == Readers - report.Sent, Is.True, report.ToString());
        var again = await walk.Room.RunAsync("edition", "resume", Newsroom.Slug);
        Assert.That((again.ExitCode, again.Err.Contains("is cancelled", StringComparison.Ordinal)), Is.EqualTo((1, true)), again.Err);
    }

    [Test]
    public async Task What_is_in_doubt_is_listed_and_settled_one_by_one_or_all_at_once()
    {
        await using var walk = await ReleaseWalk.StartAsync(300, TimeSpan.FromMinutes(10), ("Digest__Delivering__InDoubt", "Hold"));
        await walk.KillAsync(ReleaseWalk.Connections);
        walk.Room.Relay.Delay = TimeSpan.Zero;
        await walk.ServeAsync();
        await walk.FinishAsync();
        var doubtful = await walk.Ledger.InStateAsync("in_doubt");
        Assert.That(doubtful, Has.Count.EqualTo(ReleaseWalk.Connections));
        var listed = await walk.Room.DoAsync("edition", "resolve", Newsroom.Slug);
        Assert.That(doubtful.All(d => listed.Out.Contains(d, StringComparison.Ordinal)), Is.True, listed.Out);

        var document = JsonDocument.Parse((await walk.Room.DoAsync("edition", "resolve", Newsroom.Slug, "--json")).Out).RootElement;
        Assert.That(document.GetProperty("deliveries").EnumerateArray().Select(d => d.GetProperty("email").GetString()), Is.EquivalentTo(doubtful));
        Assert.That((document.GetProperty("settled").ValueKind, (await walk.Room.ReportAsync()).InDoubt), Is.EqualTo((JsonValueKind.Null, doubtful.Count)), "nothing was settled");

        var settled = JsonDocument.Parse((await walk.Room.DoAsync("edition", "resolve", Newsroom.Slug, "--sent", "--json", "--reader", doubtful[0].ToUpperInvariant())).Out).RootElement;
        Assert.That((settled.GetProperty("settled").GetString(), settled.GetProperty("deliveries").GetArrayLength()), Is.EqualTo(("sent", 1)));
        Assert.That((await walk.Room.ReportAsync()).InDoubt, Is.EqualTo(doubtful.Count - 1));
        await walk.Room.DoAsync("edition", "resolve", Newsroom.Slug, "--again");
        await walk.Room.Relay.WaitForMailsAsync(300 + doubtful.Count - 1, TimeSpan.FromSeconds(50));
        await Await.Until(async () => (await walk.Room.ReportAsync()) is { Sent: 300, State: "finished" }, TimeSpan.FromSeconds(50), "the edition to be finished again");
        await walk.AssertKeptAsync(mostCopies: doubtful.Count - 1);
    }
}
