using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Two workers on one PostgreSQL, as operators start them, with an audit of their ledger.</summary>
internal sealed class NodesWalk : IAsyncDisposable
{
    /// <summary>Of each node.</summary>
    public const int Connections = 8;

    public static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    private readonly PostgresDatabase database;
    private readonly ProcessPlan[] plans = new ProcessPlan[2];
    private readonly DigestProcess?[] nodes = new DigestProcess?[2];

    private NodesWalk(Newsroom room, PostgresDatabase database) => (Room, this.database, Ledger) = (room, database, new LedgerAudit(database));

    public Newsroom Room { get; }

    public LedgerAudit Ledger { get; }

    public DigestProcess First => nodes[0]!;

    public DigestProcess Second => nodes[1]!;

    /// <summary>What the first node's rows bear.</summary>
    public long FirstId { get; private set; }

    /// <summary>Both nodes at work, for so many readers; nothing is released yet.</summary>
    /// <param name="readers">r1@…, r2@…</param>
    /// <param name="answerAfter">So long the relay takes for a mail.</param>
    /// <param name="settings">Of all nodes.</param>
    /// <param name="first">Makes the first node differ; null: it doesn't.</param>
    public static async Task<NodesWalk> StartAsync(
        int readers, TimeSpan answerAfter, Action<IDictionary<string, string?>>? settings = null, Func<ProcessPlan, ProcessPlan>? first = null)
    {
        var server = await PostgresServer.SharedAsync();
        var walk = new NodesWalk(await Newsroom.OpenAsync(), await server.CreateAsync());
        walk.Room.Use(walk.database);
        walk.Room.Settings["Digest__Mail__Relays__0__Connections"] = $"{Connections}";
        walk.Room.Relay.Delay = answerAfter;
        settings?.Invoke(walk.Room.Settings);
        await walk.Room.ImportAsync(readers);
        await walk.Ledger.WatchAsync();
        (walk.plans[0], walk.plans[1]) = (first?.Invoke(walk.Room.NodePlan(2)) ?? walk.Room.NodePlan(2), walk.Room.NodePlan(3));
        await walk.ServeAsync(0);
        await walk.ServeAsync(1);
        return walk;
    }

    /// <summary>Starts a node, and waits until the others know it.</summary>
    public async Task ServeAsync(int node)
    {
        var before = await Ledger.CountAsync("select coalesce(max(id), 0) from node");
        var process = nodes[node] = DigestProcess.Start(plans[node]);
        await Await.Until(
            async () => process.HasExited || await Ledger.CountAsync("select count(*) from node where id > @before and works", new { before }) > 0, Start, "the node to join");
        if (process.HasExited) throw new InvalidOperationException($"The node ended: {process.Err}");
        if (node == 0) FirstId = await Ledger.CountAsync("select max(id) from node");
    }

    /// <summary>Has an edition released by one of the nodes.</summary>
    public async Task ReleaseAsync()
    {
        await using var send = DigestProcess.Start(Room.Plan("send", Newsroom.Slug));
        await Await.Until(async () => send.HasExited || await Ledger.CountAsync("select count(*) from edition where state in ('released', 'finished')") > 0, Long, "the edition to be released");
        if (send.HasExited) throw new InvalidOperationException($"send ended: {send.Out} {send.Err}");
        await send.KillAsync();
    }

    /// <summary>So that there is something for both to do until shortly before the end.</summary>
    public static void SmallBatches(IDictionary<string, string?> settings) => settings["Digest__Delivering__BatchSize"] = "100";

    /// <summary>Waits until both nodes send.</summary>
    public Task BothSendAsync() => Await.Until(
        async () => await Ledger.CountAsync("select count(distinct node) from batch where waiting > 0 and node in (select id from node where works)") == 2,
        Long, "both nodes to send");

    /// <summary>kill −9 as soon as the relay has so many mails.</summary>
    public async Task KillAsync(int node, int mails)
    {
        await Room.Relay.WaitForMailsAsync(mails, Long);
        await nodes[node]!.DisposeAsync();
    }

    public Task FinishAsync() =>
        Await.Until(async () => (await Room.ReportAsync()).State == "finished", Long, $"the edition to be finished; {First.Err}; {Second.Err}");

    /// <summary>Everybody got it, with few copies of the same bytes, and nobody was claimed by two nodes unless in doubt.</summary>
    public async Task AssertKeptAsync(int readers, int mostCopies)
    {
        var held = await Ledger.HeldAsync();
        var got = Room.Relay.Mails.Select(m => m.To.Single()).ToHashSet();
        var promise = Promise.Check(Room.Relay.Mails, [.. Promise.Readers(readers).Where(r => got.Contains(r) || !held.Contains(r))]);
        var report = await Room.ReportAsync();
        TestContext.Out.WriteLine($"{Room.Relay.Mails.Count} mails to {readers} readers, {promise.Copies} copies, {held.Count} held");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.AddsUp && report.Total == readers && report.Sent == readers - held.Count && report.InDoubt == held.Count, Is.True, report.ToString());
            Assert.That(promise.Broken(mostCopies), Is.Empty);
            Assert.That(await Ledger.WrongClaimsAsync(), Is.Empty, "claimed a second time without having been in doubt or put off");
            Assert.That(await Ledger.CountAsync("select count(*) from (select date from edition where scheduled group by newsletter, cadence, date having count(*) > 1) as twice"), Is.Zero);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            if (node is not null) await node.DisposeAsync();
        await Room.DisposeAsync();
        await database.DisposeAsync();
    }
}
