using System.Text;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Subscribing;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Import;
using Digest.Tests.Delivering;

namespace Digest.Tests.Subscribing.Erasing;

/// <summary>After an erasure nothing tells who it was, but for a keyed hash: not in rows, not in files, not in what files held before.</summary>
[OnBothDatabases]
internal sealed class ErasureTests
{
    // In the middle of so many that its pages were split and filled many times.
    private const int Neighbours = 400;
    private const string Who = "Erika.Muster-x7+news@vanishing.example";
    private const string Trace = "Muster-x7";

    private Workshop shop = null!;

    [SetUp]
    public async Task Open() => shop = await Workshop.OpenAsync();

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    private string Folder => shop.Get<StorageOptions>().Folder;

    private static MailAddress Address => MailAddress.Parse(Who)!;

    private Task<Admission> ImportAsync(SubscriptionStatus status = SubscriptionStatus.Active, string name = "Erika " + Trace) => shop.Writer.WriteAsync(async (c, t) =>
    {
        var person = new Newcomer(Address, shop.Get<AddressHasher>().Hash(Address), name, new Standing(status), new ConsentAct("imported", "import", Page: $"https://x.example/{Trace}"));
        return (await shop.Get<Invitations>().AddAsync(c, t, 1, [person], TimeSpan.FromMinutes(1))).Single().Outcome;
    });

    [Test]
    public async Task Who_moved_onto_an_address_that_read_already_leaves_no_trace_at_the_one_before()
    {
        await ImportAsync();
        await shop.ReadersAsync(2);
        await shop.Writer.WriteAsync(async (c, t) =>
        {
            var old = (await shop.Get<SubscriptionStore>().OfAsync(c, t, Address))[0];
            await shop.Get<AddressChanges>().MoveAsync(c, t, old, MailAddress.Parse("r1@readers.example")!, new ConsentAct("moved", "page"));
        });
        await shop.Get<Erasure>().EraseAsync(MailAddress.Parse("r1@readers.example")!, "cli", default);
        Assert.That(DatabaseDump.FilesWith(Folder, "vanishing.example"), Is.Empty);
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email <> ''"), Is.EqualTo(1), "the neighbour");
        Assert.That(await shop.CountAsync("select count(*) from subscription where status <> 'active' and erased_at is not null"), Is.EqualTo(2));
    }

    private async Task LiveAsync()
    {
        await shop.ReadersAsync(Neighbours / 2);
        await ImportAsync(SubscriptionStatus.Pending);
        await ImportAsync();
        for (var i = Neighbours / 2; i < Neighbours; i++)
        {
            var address = MailAddress.Parse($"s{i}@readers.example")!;
            await shop.Writer.WriteAsync((c, t) => shop.Get<SubscriptionStore>().GetOrAddAsync(c, t, 1, address, "", new Standing(SubscriptionStatus.Active)));
        }
        var first = await shop.ReleasedAsync();
        await SendAsync();
        await shop.Get<RequestStore>().AddAsync("send", $$"""{"Newsletter":"oxide","To":"{{Who.Replace("+", "\\u002B", StringComparison.Ordinal)}}"}""");
        await shop.ExecuteAsync("update request set state = 'done', message = @said", new { said = $"A test copy went to {Who}." });
        await shop.ReleasedAsync();
        Directory.CreateDirectory(Path.Combine(Folder, "outbox"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "outbox", "a@b.eml"), $"From: a@b.example\r\nTo: {Who.ToUpperInvariant()}\r\nSubject: x\r\n\r\nHello", Encoding.UTF8);
        await File.WriteAllTextAsync(Path.Combine(Folder, "outbox", "c@d.eml"), "From: a@b.example\r\nTo: other@x.example\r\nSubject: x\r\n\r\nHello");
        Assert.That(first.Id, Is.Positive);
    }

    private async Task SendAsync()
    {
        var batch = await shop.CountAsync("select min(id) from batch");
        var run = await shop.BeginAsync(batch);
        foreach (var delivery in await shop.OpenAsync(batch))
        {
            var claim = await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
            await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, new Reply(ReplyClass.Accepted, $"250 2.1.5 <{claim.Address}> queued")));
        }
    }

    [Test]
    public async Task No_row_no_file_and_no_byte_of_the_database_has_a_trace_of_the_address()
    {
        await LiveAsync();
        Assert.That(DatabaseDump.FilesWith(Folder, Trace).Select(Path.GetFileName), Does.Contain("a@b.eml"), "there is something to erase");
        var mailed = await shop.CountAsync("select count(*) from delivery where state = 'sent'");

        Assert.That(await shop.Get<Erasure>().EraseAsync(Address, "cli", default), Is.True);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await DatabaseDump.ReadAsync(shop.Get<Database>())).Where(t => t.Value.Contains(Trace, StringComparison.OrdinalIgnoreCase)).Select(t => t.Key), Is.Empty);
            Assert.That(DatabaseDump.FilesWith(Folder, Trace), Is.Empty);
            Assert.That(DatabaseDump.FilesWith(Folder, "vanishing.example"), Is.Empty);
            Assert.That(File.Exists(Path.Combine(Folder, "outbox", "c@d.eml")), Is.True);
            Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'sent'"), Is.EqualTo(mailed), "the ledger stays true");
            Assert.That(await shop.CountAsync("select count(*) from consent where act = 'imported' and at > 0"), Is.EqualTo(1), "dates stay");
        }
        await shop.AssertCountersAsync();
        var batch = await shop.CountAsync("select max(id) from batch");
        var run = await shop.BeginAsync(batch);
        foreach (var delivery in await shop.OpenAsync(batch)) await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = 'left' and address is null"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task The_lists_of_imports_lose_the_person_and_nobody_else()
    {
        var (one, two) = (shop.Get<SkippedFiles>().NewFile("oxide"), shop.Get<SkippedFiles>().NewFile("oxide"));
        Assert.That(one, Is.Not.EqualTo(two), "two imports in one second");
        await using (var list = new SkippedRows(one))
        {
            list.Add("line 1", Who.ToUpperInvariant(), "is here already");
            list.Add("line 2", $"Erika <{Who}>", $"'Erika <{Who}>' has more than the address in it, \"or\" less");
            list.Add("line 3", "un" + Who, "is here already");
            list.Add("line 4", Who + ".uk", "is here already");
        }
        await using (var list = new SkippedRows(two)) list.Add("line 1", "ada@x.org", "is here already");
        var untouched = await File.ReadAllTextAsync(two);

        await shop.Get<Erasure>().EraseAsync(Address, "cli", default);

        Assert.That(await File.ReadAllTextAsync(one), Is.EqualTo($"place,email,reason\r\nline 3,un{Who},is here already\r\nline 4,{Who}.uk,is here already\r\n"));
        Assert.That(await File.ReadAllTextAsync(two), Is.EqualTo(untouched));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(one)!), Has.Length.EqualTo(2));
        if (!OperatingSystem.IsWindows()) Assert.That(File.GetUnixFileMode(one), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Who_is_invited_after_the_operator_lifted_it_is_written_to_at_their_address()
    {
        await ImportAsync();
        await shop.Get<Erasure>().EraseAsync(Address, "cli", default);
        await shop.ExecuteAsync("delete from suppression");
        Assert.That(await ImportAsync(SubscriptionStatus.Pending), Is.EqualTo(Admission.Invited));
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email = @who and erased_at is null", new { who = Who }), Is.EqualTo(1));
    }

    [Test]
    public async Task T24_A_later_import_stays_out_and_only_the_person_comes_back_as_who_they_were()
    {
        await ImportAsync();
        await shop.Get<Erasure>().EraseAsync(Address, "cli", default);
        Assert.That(await ImportAsync(), Is.EqualTo(Admission.KeptOff));
        Assert.That(await ImportAsync(SubscriptionStatus.Pending), Is.EqualTo(Admission.KeptOff));
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email <> ''"), Is.Zero);

        var (asked, due) = await shop.Writer.WriteAsync((c, t) => shop.Get<Consents>().AskAsync(c, t, 1, Address, "", new Standing(SubscriptionStatus.Pending), new ConsentAct("requested", "form")));
        var row = asked!;
        await shop.Writer.WriteAsync((c, t) => shop.Get<SubscriptionStore>().AskAsync(c, t, row.Id));
        var newsletter = await shop.NewsletterAsync();
        var token = new Token(TokenPurpose.Confirm, 1, shop.Clock.GetUtcNow(), row.PublicId, newsletter.PublicId, row.AddressHash);
        var (outcome, _) = await shop.Writer.WriteAsync((c, t) => shop.Get<Consents>().ConfirmAsync(c, t, token, TimeSpan.FromDays(7)));

        Assert.That((due, outcome), Is.EqualTo((true, ConfirmOutcome.Confirmed)));
        Assert.That(await shop.CountAsync("select count(*) from suppression"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email = @who and erased_at is null", new { who = Address.Text }), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from subscriber"), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_is_not_known_is_kept_out_from_now_on()
    {
        Assert.That(await shop.Get<Erasure>().EraseAsync(Address, "cli", default), Is.False);
        Assert.That(await ImportAsync(), Is.EqualTo(Admission.KeptOff));
    }

    [Test]
    public async Task What_was_sent_to_an_address_before_it_changed_is_erased_with_that_address()
    {
        await ImportAsync(name: "Erika");
        await shop.ReleasedAsync();
        await SendAsync();
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<AddressChanges>().MoveAsync(
            c, t, (await SubscriptionStore.FindAsync(c, t, 1))!, MailAddress.Parse("now@x.example")!, new ConsentAct("moved", "page")));
        Assert.That(await shop.Get<Erasure>().EraseAsync(Address, "cli", default), Is.True);

        Assert.That(DatabaseDump.FilesWith(Folder, Trace), Is.Empty);
        Assert.That(await shop.CountAsync("select count(*) from subscription where status = 'active'"), Is.EqualTo(1), "at the new address it goes on");
    }

    [Test]
    public async Task An_answer_that_comes_after_the_erasure_leaves_no_address_either()
    {
        await ImportAsync();
        await shop.ReleasedAsync();
        var batch = await shop.CountAsync("select min(id) from batch");
        var run = await shop.BeginAsync(batch);
        var delivery = (await shop.OpenAsync(batch)).Single();
        var claim = await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
        await shop.Get<Erasure>().EraseAsync(Address, "cli", default);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, new Reply(ReplyClass.Accepted, $"250 <{Who}> ok")));

        Assert.That((await DatabaseDump.ReadAsync(shop.Get<Database>()))["delivery"], Does.Contain("sent").And.Not.Contain(Trace));
    }
}
