using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Bouncing.Reading;

/// <summary>Returned mail in a folder: each once, whatever is in the way, and the folder tidy afterwards.</summary>
[OnBothDatabases]
internal sealed class FolderReadingTests
{
    private static readonly (string, string) Domain = ("Mail:Bounces:Domain", "bounce.oxide.example");
    private TempFolder folder = null!;
    private ReadingWorld world = null!;

    [SetUp]
    public async Task Start()
    {
        folder = new TempFolder();
        world = await ReadingWorld.OpenAsync(Domain);
    }

    [TearDown]
    public async Task Stop()
    {
        await world.DisposeAsync();
        folder.Dispose();
    }

    private FolderPlace Place => new(new BounceOptions { Directory = folder.Path }, world.Shop.Clock);

    private string Put(string name, byte[] bytes, TimeSpan? age = null)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, (world.Shop.Clock.GetUtcNow() - (age ?? TimeSpan.FromMinutes(1))).UtcDateTime);
        return path;
    }

    private List<string> Files(string of = "") => Directory.Exists(folder.File(of)) ? [.. Directory.GetFiles(folder.File(of)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];

    [Test]
    public async Task A_mail_is_read_once_and_put_away()
    {
        Put("a.eml", ReadingWorld.Mail("one"));
        Put("strange name", ReadingWorld.Mail("two"));
        Assert.That(await world.LookAsync(Place), Is.EqualTo(2));
        Assert.That((Files().Count, await world.LookAsync(Place)), Is.EqualTo((0, 0)));
        Assert.That(Files("read"), Is.EqualTo(new[] { "a.eml", "strange name" }));
        Assert.That((await world.DrawnAsync("one"), await world.DrawnAsync("two")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task T52_The_key_on_its_way_or_in_what_it_returns_is_the_proof()
    {
        var (paths, id, key) = (world.Shop.Get<ReturnPaths>(), PublicId.New(), world.Shop.Get<Tokens>().CurrentKey);
        var path = paths.OfDelivery(id, key, "news@oxide.example");
        foreach (var (mail, outcome) in ((byte[], string)[])
            [
                (ReadingWorld.Mail("came to", to: path.Sender.ToUpperInvariant()), $"about {id}"),
                (ReadingWorld.Mail("returns", id: $"{path.Id}@oxide.example"), $"about {id}"),
                (ReadingWorld.Mail("leaves", to: $"u+{paths.LeaveKey(id, key)}@bounce.oxide.example"), $"left {id}"),
                (ReadingWorld.Mail($"Unsubscribe-{paths.LeaveKey(id, key)}", to: "bounces@oxide.example"), $"left {id}"),
                (ReadingWorld.Mail("forged", to: $"b+{id}aaaaaaaaaaaaaaaa@bounce.oxide.example", id: $"{id}.aaaaaaaaaaaaaaaa@oxide.example"), "unproven"),
            ])
        {
            await world.Shop.ExecuteAsync("delete from returned_mail");
            Put("mail", mail);
            await world.LookAsync(Place);
            Assert.That((await world.RowAsync()).Outcome, Is.EqualTo(outcome));
        }
    }

    [Test]
    public async Task The_same_mail_twice_counts_once_at_once_and_later()
    {
        Put("a", ReadingWorld.Mail("one"));
        Put("b", ReadingWorld.Mail("one"));
        Assert.That(await world.LookAsync(Place), Is.EqualTo(2));
        Put("a", ReadingWorld.Mail("one"));
        Assert.That(await world.LookAsync(Place), Is.EqualTo(1));
        Assert.That((Files().Count, Files("read").Count, await world.DrawnAsync("one")), Is.EqualTo((0, 3, 1)));
    }

    [Test]
    public async Task Another_mail_under_the_name_of_one_that_was_read_replaces_nothing()
    {
        Put("a", ReadingWorld.Mail("one"));
        await world.LookAsync(Place);
        Put("a", ReadingWorld.Mail("two"));
        await world.LookAsync(Place);
        Assert.That((Files("read").Count, await world.AllDrawnAsync()), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task What_is_being_written_hidden_or_a_folder_is_left_alone()
    {
        var young = Put("young", ReadingWorld.Mail("young"), age: TimeSpan.FromSeconds(1));
        Put(".hidden", ReadingWorld.Mail("hidden"));
        Put("sub/mail", ReadingWorld.Mail("below"));
        Assert.That(await world.LookAsync(Place), Is.Zero);
        world.Shop.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await world.LookAsync(Place), Is.EqualTo(1));
        Assert.That((File.Exists(young), Files().Single()), Is.EqualTo((false, ".hidden")));
    }

    [Test]
    public async Task A_Maildir_is_read_as_one_and_its_folders_are_made_as_mail_programs_know_them()
    {
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(folder.File(part));
        Put("new/1.a.host", ReadingWorld.Mail("one"), age: TimeSpan.Zero);
        Put("cur/2.b.host:2,S", ReadingWorld.Mail("two"));
        Put("tmp/3.c.host", ReadingWorld.Mail("half"));
        Put("dovecot-uidlist", "3 V1"u8.ToArray());
        world.OnUnderstand = subject => { if (subject == "two") throw new UnreadableMail("it is odd"); };
        Assert.That(await world.LookAsync(Place), Is.EqualTo(2));
        Assert.That(Files(".Digest.read/cur"), Is.EqualTo(new[] { "1.a.host:2,S" }));
        Assert.That(Files(".Digest.set-aside/cur"), Is.EqualTo(new[] { "2.b.host:2,S" }));
        Assert.That((Files("tmp").Count, Files("new").Count, Files("cur").Count, Files().Count), Is.EqualTo((1, 0, 0, 1)));
        Assert.That(File.Exists(folder.File(".Digest.read/maildirfolder")) && Directory.Exists(folder.File(".Digest.read/new")) && Directory.Exists(folder.File(".Digest.read/tmp")));
    }

    [Test]
    public async Task T52_Poison_mail_is_set_aside_after_three_tries_and_holds_up_no_other()
    {
        world.OnUnderstand = subject => { if (subject == "poison") throw new InvalidOperationException("Bang at ann@readers.example"); };
        Put("a", ReadingWorld.Mail("poison"));
        Put("b", ReadingWorld.Mail("sound"));
        Assert.That((await world.LookAsync(Place), Files().Count), Is.EqualTo((1, 1)));
        Assert.That((await world.LookAsync(Place), await TriesAsync()), Is.EqualTo((0, 1)), "not at once again");
        world.Shop.Clock.Advance(ReturnedMailStore.BetweenTries);
        Assert.That((await world.LookAsync(Place), await TriesAsync()), Is.EqualTo((0, 2)));
        world.Shop.Clock.Advance(ReturnedMailStore.BetweenTries);
        Assert.That((await world.LookAsync(Place), await TriesAsync()), Is.EqualTo((1, 3)));
        Assert.That((Files("set-aside").Single(), Files("read").Single(), await world.DrawnAsync("poison"), await world.DrawnAsync("sound")), Is.EqualTo(("a", "b", 0, 1)));
        await using var c = await world.Shop.Get<Database>().OpenAsync();
        var problem = await Dapper.SqlMapper.ExecuteScalarAsync<string>(c, "select problem from returned_mail where state = 'set_aside'");
        Assert.That(problem, Does.Contain("Bang").And.Not.Contain("ann@"));

        Task<long> TriesAsync() => world.Shop.CountAsync("select max(tries) from returned_mail");
    }

    [Test]
    public async Task T52_A_mail_whose_consequences_fail_leaves_nothing_half_done_and_is_set_aside()
    {
        world.OnDraw = _ => throw new InvalidOperationException("Bang");
        Put("a", ReadingWorld.Mail("poison"));
        for (var i = 0; i < 3; i++, world.Shop.Clock.Advance(ReturnedMailStore.BetweenTries)) await world.LookAsync(Place);
        Assert.That((Files("set-aside").Single(), await world.AllDrawnAsync(), (await world.RowAsync()).Problem), Is.EqualTo(("a", 0, "Bang")));
    }

    [Test]
    public async Task T52_A_mail_that_kills_the_process_counts_its_tries_and_is_set_aside_unopened()
    {
        Put("a", ReadingWorld.Mail("deadly"));
        Put("b", ReadingWorld.Mail("sound"));
        FoundMail[] deadly = [FoundMail.Whole("a", ReadingWorld.Mail("deadly"))];
        // All that is done before the process ends.
        for (var i = 0; i < 3; i++)
            await world.Shop.Writer.WriteAsync(async (c, t) =>
            {
                await world.Store.RegisterAsync(c, t, "directory", deadly);
                Assert.That(await world.Store.TakeAsync(c, t, deadly, 0), Is.Zero);
            });
        var opened = 0;
        world.OnUnderstand = subject => opened += subject == "deadly" ? 1 : 0;
        Assert.That(await world.LookAsync(Place), Is.EqualTo(2));
        Assert.That((opened, Files("set-aside").Single(), Files("read").Single(), await world.DrawnAsync("sound")), Is.EqualTo((0, "a", "b", 1)));
    }

    [Test]
    public async Task What_is_no_mail_or_too_large_is_set_aside_at_once()
    {
        Put("empty", []);
        Assert.That(await world.LookAsync(Place), Is.EqualTo(1));
        Assert.That(await world.RowAsync(), Is.EqualTo(("set_aside", 1, (string?)null, "it is empty")));
        var large = ReadingWorld.Mail("large").Concat(new byte[FoundMail.MostBytes]).ToArray();
        Put("large", large);
        large[100_000] = 1; // beyond what is looked at
        Put("same", large);
        Put("larger", [.. large, 1]);
        Assert.That(await world.LookAsync(Place), Is.EqualTo(3));
        Assert.That((Files("set-aside").Count, await world.AllDrawnAsync(), await world.Shop.CountAsync("select count(*) from returned_mail")), Is.EqualTo((4, 0, 3)));
    }

    [Test]
    public async Task Cut_off_between_the_rows_and_the_folder_only_the_folder_is_left_to_do()
    {
        var mail = Put("a", ReadingWorld.Mail("one"));
        await world.LookAsync(Place);
        File.Move(folder.File("read/a"), mail);
        Assert.That((await world.LookAsync(Place), await world.DrawnAsync("one"), Files("read").Single()), Is.EqualTo((1, 1, "a")));
    }

    [Test]
    public async Task A_mail_in_the_hands_of_a_living_node_is_left_to_it()
    {
        Put("a", ReadingWorld.Mail("one"));
        await world.Shop.Writer.WriteAsync((c, t) => world.Store.RegisterAsync(c, t, "directory", [FoundMail.Whole("a", ReadingWorld.Mail("one"))]));
        var seen = world.Shop.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await world.Shop.ExecuteAsync($"insert into node (name, works, began_at, seen_at) values ('other', true, {seen}, {seen})");
        await world.Shop.ExecuteAsync("update returned_mail set node = (select id from node where name = 'other')");
        Assert.That((await world.LookAsync(Place), await world.AllDrawnAsync()), Is.EqualTo((0, 0)));
        await world.Shop.ExecuteAsync("delete from node");
        Assert.That((await world.LookAsync(Place), await world.AllDrawnAsync()), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Thousands_of_mails_are_looked_at_in_portions()
    {
        for (var i = 0; i < 2_000; i++) Put($"m{i}", ReadingWorld.Mail($"number {i}"));
        var most = 0L;
        await using var open = await Place.OpenAsync(default);
        await foreach (var portion in open.LookAsync(default))
        {
            most = Math.Max(most, portion.Count);
            await open.PutAsync(portion, Shelf.Read, default);
        }
        Assert.That((most, Files().Count, Files("read").Count), Is.EqualTo((50, 0, 2_000)));
    }

    [Test]
    public async Task Rows_go_after_400_days()
    {
        Put("a", ReadingWorld.Mail("one"));
        await world.LookAsync(Place);
        var expiry = world.Shop.Get<ReturnedMailExpiry>();
        world.Shop.Clock.Advance(TimeSpan.FromDays(399));
        await expiry.SweepAsync(default);
        Assert.That(await world.Shop.CountAsync("select count(*) from returned_mail"), Is.EqualTo(1));
        world.Shop.Clock.Advance(TimeSpan.FromDays(2));
        await expiry.SweepAsync(default);
        Assert.That(await world.Shop.CountAsync("select count(*) from returned_mail"), Is.Zero);
    }
}
