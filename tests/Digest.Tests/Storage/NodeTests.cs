using Dapper;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Tests.Delivering;
using Digest.World;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Storage;

/// <summary>Nodes that share a database: what one has taken, and when it is free.</summary>
[OnBothDatabases(WithoutSqlite = true)]
internal sealed class NodeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private Workshop shop = null!;
    private TempFolder folder = null!;
    private List<Peer> peers = null!;
    private long request;
    private long batch;

    /// <summary>A node with a clock of its own: one whose clock stands is stopped.</summary>
    private sealed record Peer(FakeTimeProvider Clock, HighWater HighWater, Node Node, RequestStore Requests, LetterStore Letters, Batches Batches);

    [SetUp]
    public async Task Start()
    {
        (shop, folder, peers) = (await Workshop.OpenAsync(), new TempFolder(), []);
        request = (await shop.Get<RequestStore>().AddAsync("work", "{}")).Id;
        await shop.Writer.WriteAsync((c, t) => shop.Get<LetterStore>().AddAsync(c, t, Letter.Operator, 0, null, "o@example.org", "{}"));
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        batch = await shop.CountAsync("select min(id) from batch");
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var peer in peers)
        {
            await peer.Node.DisposeAsync();
            await peer.HighWater.DisposeAsync();
        }
        await shop.DisposeAsync();
        folder.Dispose();
    }

    private async Task<Peer> JoinAsync(string name, bool works = true)
    {
        var options = new StorageOptions { DataDirectory = folder.File(name) };
        Directory.CreateDirectory(options.Folder);
        var clock = new FakeTimeProvider(shop.Clock.GetUtcNow());
        var highWater = new HighWater(options, clock, NullLogger<HighWater>.Instance);
        var node = new Node(shop.Get<Database>(), shop.Writer, highWater, new LookBack(options, shop.Get<Database>(), highWater, shop.Get<Standstill>()), clock, NullLogger<Node>.Instance);
        var peer = new Peer(
            clock, highWater, node,
            new RequestStore(shop.Get<Database>(), shop.Writer, node, clock),
            new LetterStore(shop.Get<Database>(), shop.Writer, node, shop.Get<AddressHasher>(), shop.Get<LetterRules>(), clock),
            new Batches(shop.Get<Database>(), node, new DeliveringOptions(), clock));
        peers.Add(peer);
        await node.JoinAsync(works, default);
        return peer;
    }

    private Task<long> SeenAtAsync(Peer peer) => shop.CountAsync("select seen_at from node where id = @id", new { id = peer.Node.Id });

    /// <summary>Time passes for a node that runs: it is seen every two seconds.</summary>
    private async Task LiveAsync(Peer peer, int seconds)
    {
        for (var end = peer.Clock.GetUtcNow().AddSeconds(seconds); peer.Clock.GetUtcNow() < end;)
        {
            peer.Clock.Advance(Beat);
            await Await.Until(async () => await SeenAtAsync(peer) == peer.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Soon, "the node to be seen");
        }
    }

    /// <summary>What a node gets of a request, a letter and a batch that all have something to do.</summary>
    private async Task<string> TakeAsync(Peer peer)
    {
        var got = "";
        if ((await peer.Requests.OpenAsync(default)).Count > 0 && await peer.Requests.StartAsync(request, default)) got += "request ";
        if ((await peer.Letters.TakeAsync(10, [], default)).Count > 0) got += "letter ";
        if (await shop.Writer.WriteAsync((c, t) => peer.Batches.BeginAsync(c, t, batch)) is not null) got += "batch ";
        return got.TrimEnd();
    }

    private const string All = "request letter batch";

    [Test]
    public async Task What_a_node_has_taken_is_its_own_while_it_is_seen()
    {
        var one = await JoinAsync("one");
        var other = await JoinAsync("other");
        Assert.That(one.Node.Id, Is.Not.EqualTo(other.Node.Id));
        Assert.That(await TakeAsync(one), Is.EqualTo(All));
        for (var seconds = 0; seconds < 30; seconds += 6)
        {
            Assert.That(await TakeAsync(other), Is.Empty, $"after {seconds} s");
            Assert.That(await other.Batches.IsTakenAsync(batch, default));
            await LiveAsync(one, 6);
            await LiveAsync(other, 6);
        }
        Assert.That(await TakeAsync(one), Is.EqualTo(All), "again: that is its own");
        Assert.That(one.Node.Lost.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task A_node_that_is_not_seen_for_ten_seconds_loses_what_it_had_and_is_another_when_it_is_back()
    {
        var stopped = await JoinAsync("stopped");
        var other = await JoinAsync("other");
        var (lost, number) = (stopped.Node.Lost, stopped.Node.Id);
        await TakeAsync(stopped);
        await LiveAsync(other, 8);
        Assert.That(await TakeAsync(other), Is.Empty);
        Assert.That(await other.Node.OthersWorkAsync(default));
        await LiveAsync(other, 4);
        Assert.That(await TakeAsync(other), Is.EqualTo(All));
        Assert.That(await other.Node.OthersWorkAsync(default), Is.False);

        stopped.Clock.Advance(TimeSpan.FromSeconds(12));
        Assert.That(lost.IsCancellationRequested, "at once, before it has asked anybody");
        await Await.Until(() => stopped.Node.Id != number && !stopped.Node.Lost.IsCancellationRequested, Soon, "it to be another node");
        Assert.That(await TakeAsync(stopped), Is.Empty);
        await stopped.Requests.FinishAsync(request, RequestState.Failed, "too late", default);
        Assert.That((await other.Requests.GetAsync(request)).State, Is.EqualTo("running"));
    }

    [Test]
    public async Task A_node_whose_answer_comes_late_is_lost_although_its_row_was_renewed()
    {
        var stopped = await JoinAsync("stopped");
        var (lost, number) = (stopped.Node.Lost, stopped.Node.Id);
        await using (var c = await shop.Get<Database>().OpenAsync())
        await using (var t = await c.BeginTransactionAsync())
        {
            await c.ExecuteAsync("select 1 from node where id = @number for update", new { number }, t);
            stopped.Clock.Advance(Beat);
            await Await.Until(async () => await shop.CountAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") > 0, Soon, "the renewal to wait");
            stopped.Clock.Advance(Node.LostAfter - TimeSpan.FromSeconds(1));
            await t.CommitAsync();
        }
        Assert.That(lost.IsCancellationRequested);
        await Await.Until(() => stopped.Node.Id != number, Soon, "it to be another node");
    }

    [Test]
    public async Task A_database_that_is_put_back_while_nodes_run_makes_all_stand_still()
    {
        var one = await JoinAsync("one");
        var (lost, number) = (one.Node.Lost, one.Node.Id);
        one.HighWater.Committed(5);
        async Task<bool> RemembersAsync()
        {
            await LiveAsync(one, 2);
            return (await File.ReadAllTextAsync(folder.File(Path.Combine("one", "high-water")))).EndsWith(" 5\n", StringComparison.Ordinal);
        }
        await Await.Until(RemembersAsync, Soon, "the mark to be remembered");

        await shop.ExecuteAsync("delete from node");
        one.Clock.Advance(Beat);
        await Await.Until(async () => await shop.CountAsync("select count(*) from standstill where reason like '%was put back'") == 1, Soon, "the installation to stand still");
        Assert.That(lost.IsCancellationRequested);
        one.Clock.Advance(Beat);
        Assert.That((one.Node.Lost.IsCancellationRequested, one.Node.Id, await shop.CountAsync("select count(*) from node")), Is.EqualTo((true, number, 0L)), "it begins nothing");

        await shop.ExecuteAsync("delete from standstill");
        one.Clock.Advance(Beat);
        await Await.Until(() => one.Node.Id != number && !one.Node.Lost.IsCancellationRequested, Soon, "it to be another node");
    }

    [Test]
    public async Task A_database_that_lacks_the_last_moment_is_written_no_more_and_all_stand_still()
    {
        var highWater = shop.Get<HighWater>();
        var (lost, number, open) = (await JoinHereAsync(), shop.Get<Node>().Id, (await shop.OpenAsync(batch))[0]);
        var run = await shop.BeginAsync(batch);
        // As after the failover to a server that had not got the last commit: this node's row is as it was left.
        await using (var c = await shop.Get<Database>().OpenAsync()) await c.ExecuteAsync("update high_water set mark = mark - 1");
        Task<Claim> ClaimAsync() => shop.Writer.WriteBesideAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, open, run));
        await Assert.ThatAsync(ClaimAsync, Throws.TypeOf<IOException>().With.Message.Contains("it was put back"));
        await Assert.ThatAsync(ClaimAsync, Throws.TypeOf<IOException>(), "also when it is asked again");

        shop.Clock.Advance(Beat);
        await Await.Until(async () => await shop.CountAsync("select count(*) from standstill where reason like '%was put back'") == 1, Soon, "the installation to stand still");
        await Await.Until(() => !highWater.IsForgotten, Soon, "writing to go on");
        Assert.That(lost.IsCancellationRequested);
        Assert.That((await ClaimAsync()).Outcome, Is.EqualTo(ClaimOutcome.Stopped), "nothing is claimed by whoever");
        await shop.AssertCountersAsync();

        await shop.ExecuteAsync("delete from standstill");
        shop.Clock.Advance(Beat);
        await Await.Until(() => shop.Get<Node>().Id != number && !shop.Get<Node>().Lost.IsCancellationRequested, Soon, "it to be another node");
    }

    private async Task<CancellationToken> JoinHereAsync()
    {
        await shop.Get<Node>().JoinAsync(works: true, default);
        return shop.Get<Node>().Lost;
    }

    [Test]
    public async Task A_node_that_leaves_frees_what_it_had_at_once()
    {
        var one = await JoinAsync("one");
        var other = await JoinAsync("other");
        var lost = one.Node.Lost;
        await TakeAsync(one);
        await one.Node.LeaveAsync();
        Assert.That(await TakeAsync(other), Is.EqualTo(All));
        Assert.That((lost.IsCancellationRequested, one.Node.Id), Is.EqualTo((true, 0L)));
        Assert.That(await other.Node.OthersWorkAsync(default), Is.False);
    }

    [Test]
    public async Task A_process_frees_what_the_earlier_one_of_its_folder_had()
    {
        var killed = await JoinAsync("one");
        var pages = await JoinAsync("one", works: false);
        var other = await JoinAsync("other");
        await TakeAsync(killed);
        Assert.That(await TakeAsync(other), Is.Empty);
        var next = await JoinAsync("one");
        Assert.That(await TakeAsync(next), Is.EqualTo(All));
        Assert.That(await SeenAtAsync(pages), Is.GreaterThan(0), "those who serve pages from it are nobody's successors");
    }

    [Test]
    public async Task Who_only_serves_pages_does_no_work()
    {
        var other = await JoinAsync("other");
        await JoinAsync("pages", works: false);
        Assert.That(await other.Node.OthersWorkAsync(default), Is.False);
    }

    [Test]
    public async Task What_somebody_takes_who_has_not_joined_holds_against_nobody()
    {
        var gone = await JoinAsync("gone");
        await gone.Node.LeaveAsync();
        Assert.That(await TakeAsync(gone), Is.EqualTo(All));
        Assert.That(await TakeAsync(await JoinAsync("other")), Is.EqualTo(All));
    }

    [Test]
    public async Task Nodes_that_are_gone_for_a_day_are_forgotten()
    {
        var one = await JoinAsync("one");
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await JoinAsync("other");
        Assert.That(await shop.CountAsync("select count(*) from node where id = @id", new { id = one.Node.Id }), Is.Zero);
    }
}
