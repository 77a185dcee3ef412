using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Keys;
using Digest.Tests.Storage;

namespace Digest.Tests.Delivering;

/// <summary>T52: what comes back proves which mail it is about, and nothing that a stranger can write does.</summary>
internal sealed class ReturnPathTests
{
    private const string From = "news@oxide.example";
    private static readonly PublicId Id = PublicId.New();
    private StorageWorld world = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        world = new StorageWorld();
        await world.Keys.LoadAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    private int Key => new Tokens(world.Keys).CurrentKey;

    private ReturnPaths Paths(string domain = "", string mailbox = "") => new(world.Keys, new BounceOptions { Domain = domain, Mailbox = mailbox });

    [Test]
    public void T52_The_sender_of_a_delivery_or_letter_names_it()
    {
        var paths = Paths("bounce.oxide.example");
        foreach (var sender in (string[])[paths.OfDelivery(Id, Key, From).Sender, paths.OfLetter(Id, From).Sender])
        {
            Assert.That(sender, Does.Match("^b\\+[a-z2-7]{42}@bounce\\.oxide\\.example$"));
            Assert.That(sender.IndexOf('@'), Is.EqualTo(ReturnPaths.LocalLength).And.LessThanOrEqualTo(64));
            Assert.That(paths.ReadSender(sender), Is.EqualTo(Id));
            Assert.That(paths.ReadSender($" {sender.ToUpperInvariant()} "), Is.EqualTo(Id), "folded on its way");
        }
    }

    [Test]
    public void T52_The_Message_ID_names_it_whatever_the_settings_are()
    {
        foreach (var paths in (ReturnPaths[])[Paths(), Paths("bounce.oxide.example"), Paths(mailbox: "bounces@oxide.example")])
        {
            var id = paths.OfDelivery(Id, Key, From).Id;
            Assert.That(id, Does.Match("^[a-z2-7]{26}\\.[a-z2-7]{16}$").And.EqualTo(Paths().OfDelivery(Id, Key, From).Id));
            foreach (var seen in (string[])[$"{id}@oxide.example", $"<{id}@oxide.example>", $"{id}@anything", $"<{id.ToUpperInvariant()}@OXIDE.EXAMPLE>"])
                Assert.That(paths.ReadMessageId(seen), Is.EqualTo(Id), seen);
            Assert.That(paths.ReadMessageId($"<{paths.OfLetter(Id, From).Id}@oxide.example>"), Is.EqualTo(Id));
        }
    }

    [Test]
    public void Without_a_place_of_its_own_mail_returns_to_one_address()
    {
        Assert.That(Paths().OfDelivery(Id, Key, From).Sender, Is.EqualTo(From));
        Assert.That(Paths(mailbox: "bounces@oxide.example").OfLetter(Id, From).Sender, Is.EqualTo("bounces@oxide.example"));
    }

    [Test]
    public void A_test_copy_names_nothing()
    {
        Assert.That(Paths("bounce.oxide.example").OfTest(Id, From), Is.EqualTo(new ReturnPath(Id.ToString(), "b@bounce.oxide.example")));
        Assert.That(Paths(mailbox: "bounces@oxide.example").OfTest(Id, From).Sender, Is.EqualTo("bounces@oxide.example"));
        Assert.That(Paths().OfTest(Id, From).Sender, Is.EqualTo(From));
        Assert.That(Paths("bounce.oxide.example").ReadSender("b@bounce.oxide.example"), Is.Null);
    }

    [Test]
    public void T52_What_was_made_for_one_use_is_nothing_in_another()
    {
        var paths = Paths("bounce.oxide.example");
        var (path, leave) = (paths.OfDelivery(Id, Key, From), paths.LeaveKey(Id, Key));
        var keyed = path.Sender[2..ReturnPaths.LocalLength];
        var mac = path.Id[^16..];
        Assert.That(new[] { keyed[^16..], leave[^16..], mac }, Is.Unique);
        Assert.That(paths.ReadLeave($"u+{leave}@bounce.oxide.example"), Is.EqualTo(Id));
        Assert.That(paths.ReadLeaveSubject($"Re: Unsubscribe-{leave} please"), Is.EqualTo(Id));
        Assert.That(paths.ReadLeave(path.Sender), Is.Null);
        Assert.That(paths.ReadLeave($"u+{keyed}@bounce.oxide.example"), Is.Null);
        Assert.That(paths.ReadLeave($"u+{Id}{mac}@bounce.oxide.example"), Is.Null);
        Assert.That(paths.ReadSender($"b+{leave}@bounce.oxide.example"), Is.Null);
        Assert.That(paths.ReadSender($"b+{Id}{mac}@bounce.oxide.example"), Is.Null);
        Assert.That(paths.ReadMessageId($"{Id}.{leave[^16..]}@oxide.example"), Is.Null);
        Assert.That(paths.ReadLeaveSubject($"unsubscribe-{keyed}"), Is.Null);
    }

    [Test]
    public void T52_Every_changed_bit_spoils_it()
    {
        var paths = Paths("bounce.oxide.example");
        var sender = paths.OfDelivery(Id, Key, From).Sender;
        var digits = "abcdefghijklmnopqrstuvwxyz234567";
        for (var at = 2; at < ReturnPaths.LocalLength; at++)
            for (var bit = 0; bit < 5; bit++)
            {
                var changed = sender.ToCharArray();
                changed[at] = digits[digits.IndexOf(changed[at]) ^ (1 << bit)];
                Assert.That(paths.ReadSender(new string(changed)), Is.Null, $"bit {bit} of {at}");
            }
    }

    [Test]
    public async Task T52_Another_installation_proves_nothing_here()
    {
        await using var other = new StorageWorld();
        await other.Keys.LoadAsync();
        var theirs = new ReturnPaths(other.Keys, new BounceOptions { Domain = "bounce.oxide.example" });
        var path = theirs.OfDelivery(Id, new Tokens(other.Keys).CurrentKey, From);
        var paths = Paths("bounce.oxide.example");
        Assert.That(paths.ReadSender(path.Sender), Is.Null);
        Assert.That(paths.ReadMessageId($"{path.Id}@oxide.example"), Is.Null);
        Assert.That(theirs.ReadSender(path.Sender), Is.EqualTo(Id));
    }

    [Test]
    public async Task T18_What_was_sent_under_an_old_key_is_known_for_ever_and_copies_stay_the_same()
    {
        await using var old = new StorageWorld();
        await old.Keys.LoadAsync();
        var options = new BounceOptions { Domain = "bounce.oxide.example" };
        var (before, first) = (new ReturnPaths(old.Keys, options), new Tokens(old.Keys).CurrentKey);
        var master = MasterKey.Load(old.Options, mayMake: false);
        await old.ExecuteAsync("insert into secret_key (purpose, wrapped, created_at) values ('token', @wrapped, 0)", new { wrapped = master.Wrap(new byte[32], "token") });
        var keys = new KeyRing(old.Database, old.Writer, old.Options, old.Clock);
        await keys.LoadAsync();
        var (after, next) = (new ReturnPaths(keys, options), new Tokens(keys).CurrentKey);
        Assert.That(next, Is.GreaterThan(first));
        Assert.That(after.ReadSender(before.OfDelivery(Id, first, From).Sender), Is.EqualTo(Id));
        Assert.That(after.ReadSender(after.OfDelivery(Id, next, From).Sender), Is.EqualTo(Id));
        Assert.That(after.OfDelivery(Id, first, From), Is.EqualTo(before.OfDelivery(Id, first, From)));
        Assert.That(after.OfLetter(Id, From), Is.EqualTo(before.OfLetter(Id, From)), "a letter keeps no number");
    }

    [Test]
    public void Garbage_names_nothing()
    {
        var paths = Paths("bounce.oxide.example");
        var sender = paths.OfDelivery(Id, Key, From).Sender;
        var local = sender[..ReturnPaths.LocalLength];
        foreach (var bad in (string[])
            ["", " ", "@", "b+@", "b+@bounce.oxide.example", local, local + "@", $"x{sender}", sender.Replace('+', '-'),
                $"b+{new string('é', 42)}@bounce.oxide.example", $"b+{new string('=', 42)}@bounce.oxide.example", $"b+8{local[3..]}@bounce.oxide.example", $"b+{new string('7', 42)}@bounce.oxide.example",
                new string('b', 100_000), $"{Id}.@x", $"<{Id}@x>", ".", $"{Id}.{local[^16..]}", "unsubscribe-", $"unsubscribe-{Id}"])
        {
            Assert.That(paths.ReadSender(bad), Is.Null, bad);
            Assert.That(paths.ReadLeave(bad), Is.Null, bad);
            Assert.That(paths.ReadMessageId(bad), Is.Null, bad);
            Assert.That(paths.ReadLeaveSubject(bad), Is.Null, bad);
        }
        foreach (var later in new[] { Paths(), Paths("other.example"), Paths("", "bounces@oxide.example") })
            Assert.That(later.ReadSender(sender), Is.EqualTo(Id), "the key is the proof, though another domain is set by now");
    }

    [Test]
    public void One_mail_costs_its_texts_and_no_more()
    {
        var (paths, key) = (Paths("bounce.oxide.example"), Key);
        for (var i = 0; i < 50; i++) Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Make();
        // Strings of 65, 43 and 42 characters, of two bytes each and their heads.
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThan(400));

        void Make()
        {
            _ = paths.OfDelivery(Id, key, From);
            _ = paths.LeaveKey(Id, key);
        }
    }

    [TestCase("bounce.oxide.example", "", true, "mailto:u+KEY@bounce.oxide.example")]
    [TestCase("Bounce.Oxide.example", "bounces@oxide.example", true, "mailto:u+KEY@bounce.oxide.example")]
    [TestCase("", "bounces@oxide.example", true, "mailto:bounces@oxide.example?subject=unsubscribe-KEY")]
    [TestCase("", "r&d?+100%@oxide.example", true, "mailto:r%26d%3F%2B100%25@oxide.example?subject=unsubscribe-KEY")]
    [TestCase("", "", true, "KEY")]
    [TestCase("bounce.oxide.example", "bounces@oxide.example", false, "KEY")]
    public void The_address_to_leave_by_mail_is_offered_where_it_is_read(string domain, string mailbox, bool read, string offered)
    {
        var byMail = ReturnPaths.LeaveByMail(new BounceOptions { Domain = domain, Mailbox = mailbox, Directory = read ? "returned" : "" });
        Assert.That($"{byMail.Before}KEY{byMail.After}", Is.EqualTo(offered));
    }
}
