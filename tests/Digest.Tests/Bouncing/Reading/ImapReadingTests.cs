using Dapper;
using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Bouncing.Reading;

/// <summary>
/// Returned mail in a mailbox: a real Dovecot, with and without what newer servers can. Encrypted it is in Walks/ReturnedMailWalkTests.cs,
/// for trust belongs to a process.
/// </summary>
internal sealed class ImapReadingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private DovecotServer server = null!;
    private DovecotServer small = null!;
    private ReadingWorld world = null!;

    [OneTimeSetUp]
    public async Task StartServers()
    {
        server = await DovecotServer.StartAsync();
        small = await DovecotServer.StartAsync(offersMuch: false);
    }

    [OneTimeTearDown]
    public void StopServers()
    {
        server.Dispose();
        small.Dispose();
    }

    [SetUp]
    public async Task Start()
    {
        world = await ReadingWorld.OpenAsync();
        foreach (var one in (DovecotServer[])[server, small]) await one.EmptyAsync();
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private ImapPlace Place(DovecotServer of, string? password = null, string folder = "INBOX", string host = "127.0.0.1", int? port = null) => new(
        new ImapOptions { Host = host, Port = port ?? of.Port, User = DovecotServer.User, Password = password ?? DovecotServer.Password, Folder = folder }, world.Shop.Clock);

    private static IEnumerable<byte[]> Mails(int from, int count) => Enumerable.Range(from, count).Select(i => ReadingWorld.Mail($"number {i}"));

    [TestCase(true)]
    [TestCase(false)]
    public async Task Each_mail_is_read_once_and_lies_in_a_folder_beside_afterwards(bool offersMuch)
    {
        var of = offersMuch ? server : small;
        world.OnUnderstand = subject => { if (subject.EndsWith('3')) throw new UnreadableMail("it is odd"); };
        await of.PutAsync(Mails(0, 60));
        await of.PutAsync(ReadingWorld.Mail("number 1"));
        Assert.That(await world.LookAsync(Place(of)), Is.EqualTo(61));
        Assert.That(await world.LookAsync(Place(of)), Is.Zero);
        Assert.That((await of.CountAsync("INBOX"), await of.CountAsync("Digest.read"), await of.CountAsync("Digest.set-aside")), Is.EqualTo((0, 55, 6)));
        Assert.That((await world.AllDrawnAsync(), await world.DrawnAsync("number 1")), Is.EqualTo((54, 1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_that_the_server_does_not_hand_out_stops_no_other_and_is_set_aside(bool offersMuch)
    {
        var of = offersMuch ? server : small;
        var place = Place(of);
        await of.PutAsync(Mails(0, 5));
        of.Lock("number 2");
        await TryAsync(place);
        for (var look = 2; look <= ReturnedMailStore.MostTries + 1; look++)
        {
            Assert.That(await of.CountAsync("Digest.set-aside"), Is.Zero);
            await of.PutAsync(ReadingWorld.Mail($"number {look + 10}"));
            world.Shop.Clock.Advance(ReturnedMailStore.BetweenTries);
            await TryAsync(place);
            Assert.That(await of.CountAsync("Digest.read"), Is.EqualTo(4 + look - 1), "the others go first");
        }
        Assert.That((await of.CountAsync("INBOX"), await of.CountAsync("Digest.set-aside")), Is.EqualTo((0, 1)));
        Assert.That((await world.AllDrawnAsync(), await world.DrawnAsync("number 2")), Is.EqualTo((7, 0)));
    }

    [Test]
    public async Task A_server_that_hands_out_nothing_is_down_and_no_mail_is_set_aside()
    {
        var place = Place(server);
        await server.PutAsync(Mails(0, 3));
        server.Lock("number");
        for (var look = 0; look < 10; look++)
        {
            world.Shop.Clock.Advance(ReturnedMailStore.BetweenTries);
            Assert.That(() => world.LookAsync(place), Throws.InstanceOf<PlaceDownException>());
        }
        Assert.That((await server.CountAsync("INBOX"), await server.CountAsync("Digest.set-aside")), Is.EqualTo((3, 0)));
    }

    // It ends the connection rather than say that it can't read a mail itself.
    private async Task TryAsync(IPlace place)
    {
        try
        {
            await world.LookAsync(place);
        }
        catch (PlaceDownException)
        {
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_somebody_else_put_away_meanwhile_is_nothing_to_worry_about(bool offersMuch)
    {
        var of = offersMuch ? server : small;
        await of.PutAsync(Mails(0, 3));
        await using var open = await Place(of).OpenAsync(default);
        await using var other = await Place(of).OpenAsync(default);
        await foreach (var portion in open.LookAsync(default))
            await foreach (var same in other.LookAsync(default))
            {
                await other.PutAsync([same[1]], Shelf.Read, default);
                await open.PutAsync(portion, Shelf.Read, default);
                await other.PutAsync(same, Shelf.Read, default);
            }
        Assert.That((await of.CountAsync("INBOX"), await of.CountAsync("Digest.read")), Is.EqualTo((0, 3)));
    }

    [Test]
    public async Task A_mail_that_is_too_large_is_not_fetched()
    {
        await server.PutAsync([.. ReadingWorld.Mail("large"), .. Enumerable.Repeat("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abc\r\n"u8.ToArray(), FoundMail.MostBytes / 60).SelectMany(l => l)]);
        var before = GC.GetTotalAllocatedBytes();
        Assert.That(await world.LookAsync(Place(server)), Is.EqualTo(1));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(FoundMail.MostBytes / 2));
        Assert.That((await world.RowAsync()).Problem, Is.EqualTo("it is larger than 10 MiB"));
        Assert.That(await server.CountAsync("Digest.set-aside"), Is.EqualTo(1));
    }

    [Test]
    public async Task IDLE_tells_of_a_new_mail_at_once()
    {
        await using var watch = new Watch(world, Place(server));
        await Await.Until(async () => await world.Shop.CountAsync("select count(*) from return_place where looked_at is not null") == 1, Soon, "the first look");
        foreach (var i in (int[])[0, 1])
        {
            await server.PutAsync(Mails(i, 1));
            await Await.Until(async () => await world.AllDrawnAsync() == i + 1, Soon, "the mail to be read"); // the clock stands still
        }
        await Await.Until(async () => await server.CountAsync("Digest.read") == 2, Soon, "both to be put away");
    }

    [Test]
    public async Task Without_IDLE_the_mailbox_is_looked_at_every_five_minutes()
    {
        await using var watch = new Watch(world, Place(small));
        await Await.Until(async () => await world.Shop.CountAsync("select count(*) from return_place where looked_at is not null") == 1, Soon, "the first look");
        await small.PutAsync(Mails(0, 1));
        await Await.Until(async () =>
        {
            world.Shop.Clock.Advance(TimeSpan.FromMinutes(5));
            return await world.AllDrawnAsync() == 1;
        }, Soon, "the mail to be read");
    }

    [Test]
    public async Task A_server_that_goes_away_is_waited_for_and_told_of_once_it_has_been_long()
    {
        using var own = await DovecotServer.StartAsync();
        await using var watch = new Watch(world, Place(own));
        await Await.Until(async () => await world.Shop.CountAsync("select count(*) from return_place where looked_at is not null") == 1, Soon, "the first look");
        own.Stop();
        await Await.Until(async () => await ProblemAsync() is not null, Soon, "the problem to be written down");
        Assert.That(await ToldAsync(), Is.Empty, "it may pass");
        await Await.Until(async () =>
        {
            world.Shop.Clock.Advance(TimeSpan.FromMinutes(5));
            return (await ToldAsync()).Count > 0;
        }, Soon, "the operator to hear");
        for (var i = 0; i < 10; i++) world.Shop.Clock.Advance(TimeSpan.FromMinutes(5));
        await own.StartAgainAsync();
        await own.PutAsync(Mails(0, 1));
        await Await.Until(async () =>
        {
            world.Shop.Clock.Advance(TimeSpan.FromMinutes(5));
            return await world.AllDrawnAsync() == 1 && await ProblemAsync() is null;
        }, Soon, "the mail to be read");
        Assert.That(await ToldAsync(), Has.Count.EqualTo(1));
    }

    [TestCase("password", "it refuses user and password", "Password")]
    [TestCase("folder", "it has no folder Returned", "Digest:Mail:Bounces:Imap:Folder")]
    [TestCase("tls", "by an authority that this machine does not know", "no password is sent")]
    [TestCase("certificate", "by an authority that this machine does not know", "no password is sent")]
    public async Task What_somebody_has_to_mend_is_told_at_once_and_once(string what, string cause, string nextStep)
    {
        var place = what switch
        {
            "password" => Place(server, password: "wr0ng"),
            "folder" => Place(server, folder: "Returned"),
            _ => Place(server, host: server.Host, port: what == "tls" ? DovecotServer.TlsPort : null),
        };
        await using var watch = new Watch(world, place);
        await Await.Until(async () => (await ToldAsync()).Count == 1, Soon, "the operator to hear");
        await Await.Until(() =>
        {
            world.Shop.Clock.Advance(TimeSpan.FromMinutes(5));
            return watch.Tries > 3;
        }, Soon, "more tries");
        Assert.That(watch.Lines, Is.EqualTo(1), "said once in the log");
        var told = (await ToldAsync()).Single();
        Assert.That(told, Does.Contain(cause).And.Contain(nextStep).And.Not.Contain("wr0ng").And.Not.Contain(DovecotServer.Password));
        Assert.That(await ProblemAsync(), Does.Contain(cause));
    }

    private async Task<List<string>> ToldAsync()
    {
        await using var c = await world.Shop.Get<Database>().OpenAsync();
        return (await c.QueryAsync<string>("select data from event where kind = 'operator'")).AsList();
    }

    private async Task<string?> ProblemAsync()
    {
        await using var c = await world.Shop.Get<Database>().OpenAsync();
        return await c.ExecuteScalarAsync<string?>("select problem from return_place");
    }

    /// <summary>The loop over one place, until it is disposed.</summary>
    private sealed class Watch : IAsyncDisposable, IPlace
    {
        private readonly CancellationTokenSource stop = new();
        private readonly TestLog log = new();
        private readonly IPlace place;
        private readonly Task running;
        private int tries;

        public Watch(ReadingWorld world, IPlace place)
        {
            this.place = place;
            running = world.Loop(this, log).WatchAsync(this, stop.Token);
        }

        /// <summary>How often the place was opened.</summary>
        public int Tries => Volatile.Read(ref tries);

        /// <summary>In the log.</summary>
        public int Lines => log.Lines.Count;

        public string Kind => place.Kind;

        public string Name => place.Name;

        public TimeSpan Interval => place.Interval;

        public Task<IOpenPlace> OpenAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref tries);
            return place.OpenAsync(ct);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
            stop.Dispose();
            log.Dispose();
        }
    }
}
