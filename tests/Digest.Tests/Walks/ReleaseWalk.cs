using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>A release over eight connections by the program in a process of its own, with an audit of its ledger.</summary>
internal sealed class ReleaseWalk : IAsyncDisposable
{
    public const int Connections = 8;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private readonly int readers;
    private readonly List<string> claimedAtKills = [];

    private ReleaseWalk(Newsroom room, int readers) => (Room, this.readers, Ledger) = (room, readers, new LedgerAudit(room.DataFolder));

    public Newsroom Room { get; }

    public LedgerAudit Ledger { get; }

    /// <summary>The worker of now.</summary>
    public DigestProcess Server { get; private set; } = null!;

    /// <summary>Who had a claim without an answer when a worker was killed; once, also where the next one died before it came to them.</summary>
    public IReadOnlyCollection<string> ClaimedAtKills => [.. claimedAtKills.Distinct()];

    /// <summary>Imports so many readers and starts their release; the relay answers each mail after that time.</summary>
    public static async Task<ReleaseWalk> StartAsync(int readers, TimeSpan answerAfter, params (string Key, string Value)[] settings)
    {
        var room = await Newsroom.OpenAsync();
        room.Settings["Digest__Mail__Relays__0__Connections"] = $"{Connections}";
        foreach (var (key, value) in settings) room.Settings[key] = value;
        room.Relay.Delay = answerAfter;
        await room.ImportAsync(readers);
        var walk = new ReleaseWalk(room, readers);
        await walk.Ledger.WatchAsync();
        walk.Server = await room.ReleaseAsync();
        return walk;
    }

    public async Task ServeAsync() => Server = await Room.ServeAsync();

    /// <summary>kill −9 as soon as the relay has so many mails.</summary>
    public async Task KillAsync(int mails)
    {
        await Room.Relay.WaitForMailsAsync(mails, Long);
        await Server.DisposeAsync();
        claimedAtKills.AddRange(await Ledger.InStateAsync("claimed"));
    }

    public Task FinishAsync() =>
        Await.Until(async () => (await Room.ReportAsync()).State == "finished", Long, $"the edition to be finished; {Server.Err}");

    /// <summary>
    /// Everybody got it, or is named as in doubt after three tries; copies are few and the same bytes; nobody was claimed under
    /// two fences without having been in doubt.
    /// </summary>
    public async Task AssertKeptAsync(int mostCopies)
    {
        var held = await Ledger.HeldAsync();
        var got = Room.Relay.Mails.Select(m => m.To.Single()).ToHashSet();
        var promise = Promise.Check(Room.Relay.Mails, [.. Promise.Readers(readers).Where(r => got.Contains(r) || !held.Contains(r))]);
        var report = await Room.ReportAsync();
        Assert.That(report.AddsUp && report.Total == readers && report.Sent == readers - held.Count && report.InDoubt == held.Count, Is.True, report.ToString());
        TestContext.Out.WriteLine($"{Room.Relay.Mails.Count} mails to {readers} readers, {promise.Copies} copies");
        Assert.That(promise.Broken(mostCopies), Is.Empty);
        Assert.That(await Ledger.WrongClaimsAsync(), Is.Empty, "claimed a second time without having been in doubt or put off");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Room.DisposeAsync();
    }
}
