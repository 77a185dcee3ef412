using Dapper;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Import;
using Digest.Tests.Delivering;

namespace Digest.Tests.Subscribing.Erasing;

/// <summary>What time does: pauses end and are made up for, and what is old goes.</summary>
[OnBothDatabases]
internal sealed class ReaderUpkeepTests
{
    private Workshop shop = null!;

    [SetUp]
    public async Task Open() => shop = await Workshop.OpenAsync(("Retention:Pending", "10 d"), ("Retention:Addresses", "20 d"), ("Retention:Left", "100 d"), ("Newsletters:1:Slug", "metals"));

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    private ReaderUpkeep Upkeep => shop.Get<ReaderUpkeep>();

    private async Task<Subscription> RowAsync(long id = 1)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return (await SubscriptionStore.FindAsync(c, null, id))!;
    }

    private async Task DeliverAsync()
    {
        var batch = await shop.CountAsync("select max(id) from batch");
        var run = await shop.BeginAsync(batch);
        foreach (var delivery in await shop.OpenAsync(batch))
        {
            var claim = await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
            if (claim.Outcome == ClaimOutcome.Claimed)
                await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, new Reply(ReplyClass.Accepted, "250 ok")));
        }
    }

    [Test]
    public async Task Lists_of_imports_go_after_thirty_days_and_nothing_else_in_their_folder_does()
    {
        var lists = shop.Get<SkippedFiles>();
        var old = lists.NewFile("oxide");
        var others = Path.Combine(Path.GetDirectoryName(old)!, "mine-skipped.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        foreach (var file in (string[])[old, old + ".new", others]) await File.WriteAllTextAsync(file, "r1@readers.example");
        shop.Clock.Advance(TimeSpan.FromDays(30));
        var young = lists.NewFile("oxide");
        await File.WriteAllTextAsync(young, "r1@readers.example");
        await Upkeep.SweepAsync(default);
        Assert.That(File.Exists(old), Is.True, "not a moment before");
        shop.Clock.Advance(TimeSpan.FromSeconds(2));
        await Upkeep.SweepAsync(default);

        Assert.That(Directory.GetFiles(Path.GetDirectoryName(old)!), Is.EquivalentTo([others, young]));
    }

    [Test]
    public async Task A_pause_ends_by_itself_and_the_next_edition_is_the_catch_up()
    {
        await shop.ReadersAsync(1);
        var row = await RowAsync();
        var until = shop.Clock.GetUtcNow().AddDays(3);
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<Choices>().PauseAsync(c, t, row, until, new ConsentAct("", "page")));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.ReleasedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.ReleasedAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.Zero, "nothing is planned for who pauses");
        shop.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        await Upkeep.ResumeAsync(default);
        Assert.That((await RowAsync()).Status, Is.EqualTo("paused"), "not a moment before");
        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Upkeep.ResumeAsync(default);
        Assert.That((await RowAsync()), Has.Property("Status").EqualTo("active").And.Property("ConfirmedAt").EqualTo(row.ConfirmedAt), "since when they read is not forgotten");

        shop.Clock.Advance(TimeSpan.FromHours(1));
        var edition = await shop.ReleasedAsync();
        Assert.That(await shop.CountAsync("select max(absence) from reader_group where edition = @id", new { id = edition.Id }), Is.EqualTo(2), "two editions were missed");
        await DeliverAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'sent' and catch_up"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from subscription where missed_since_at is not null"), Is.Zero, "and the one after it is as usual");
    }

    [Test]
    public async Task A_pause_within_an_edition_that_is_out_already_misses_that_one_too()
    {
        await shop.ReadersAsync(1);
        var first = await shop.ReleasedAsync();
        shop.Clock.Advance(TimeSpan.FromMinutes(10));
        var row = await RowAsync();
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<Choices>().PauseAsync(c, t, row, null, new ConsentAct("", "page")));
        await DeliverAsync();

        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = 'paused'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select missed_since_at from subscription"), Is.EqualTo(first.ReleaseAt.ToUnixTimeMilliseconds()));
    }

    [Test]
    public async Task Many_pauses_end_in_bounded_steps_and_those_without_a_day_stay()
    {
        await shop.ReadersAsync(1100);
        await shop.ExecuteAsync("update subscription set status = 'paused', paused_until = case when id <= 1050 then @now end", new { now = shop.Clock.GetUtcNow() });
        await Upkeep.ResumeAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from subscription where status = 'active'"), Is.EqualTo(1050));
        Assert.That(await shop.CountAsync("select count(*) from consent where act = 'resumed' and way = 'date'"), Is.EqualTo(1050));
    }

    [Test]
    public async Task T57_Truncated_addresses_of_clients_go_and_the_evidence_stays()
    {
        var (row, _) = await AskAsync("ann@x.example");
        shop.Clock.Advance(TimeSpan.FromDays(20));
        await Upkeep.SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from subscription where id = @Id", new { row.Id }), Is.Zero, "and it was never confirmed");

        await shop.ReadersAsync(1);
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<ConsentLog>().AddAsync(c, t, await OneAsync(c, t), new ConsentAct("requested", "form", "I agree.", "/", "192.0.2.0/24")));
        shop.Clock.Advance(TimeSpan.FromDays(20));
        await Upkeep.SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from consent where client is not null"), Is.EqualTo(1), "to the instant");
        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Upkeep.SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from consent where client is null and wording = 'I agree.'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_never_confirmed_goes_without_a_trace_and_who_read_before_has_left()
    {
        await AskAsync("new@x.example");
        await shop.ReadersAsync(1);
        await shop.ExecuteAsync("update subscription set status = 'pending', asked_at = @at where id = 2", new { at = shop.Clock.GetUtcNow() });
        shop.Clock.Advance(TimeSpan.FromDays(10));
        await Upkeep.SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from subscription"), Is.EqualTo(2), "to the instant");
        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Upkeep.SweepAsync(default);

        Assert.That(await shop.CountAsync("select count(*) from letter where state = 'dropped' and address = '' and person is not null"), Is.EqualTo(1), "it counts for the limits of its mailbox");
        Assert.That(await shop.CountAsync("select count(*) from subscriber"), Is.EqualTo(1));
        Assert.That((await RowAsync(2)).Status, Is.EqualTo("unsubscribed"));
        Assert.That(DatabaseDump.FilesWith(shop.Get<StorageOptions>().Folder, "new@x.example"), Is.Empty);
        shop.Clock.Advance(TimeSpan.FromDays(20));
        await Upkeep.SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from letter"), Is.Zero, "for thirty days");
    }

    [Test]
    public async Task Who_left_long_ago_is_erased_but_not_forgotten_as_one_who_left()
    {
        await shop.ReadersAsync(2);
        var token = new Token(TokenPurpose.Leave, 1, shop.Clock.GetUtcNow(), (await RowAsync()).PublicId, (await shop.NewsletterAsync()).PublicId, (await RowAsync()).AddressHash);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Departures>().LeaveAsync(c, t, token, [], new ConsentAct("left", "one-click")));
        shop.Clock.Advance(TimeSpan.FromDays(100) + TimeSpan.FromMilliseconds(1));
        await Upkeep.SweepAsync(default);
        await Upkeep.SweepAsync(default);

        Assert.That(DatabaseDump.FilesWith(shop.Get<StorageOptions>().Folder, "r1@readers.example"), Is.Empty);
        Assert.That(await shop.CountAsync("select count(*) from suppression where reason = 'left'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from consent where act = 'erased'"), Is.EqualTo(1), "once");
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email = 'r2@readers.example'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Whose_address_is_typed_again_after_they_left_is_not_kept_longer_for_it()
    {
        await shop.ReadersAsync(1);
        var row = await RowAsync();
        await shop.Writer.WriteAsync((c, t) => shop.Get<SubscriptionStore>().MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed));
        shop.Clock.Advance(TimeSpan.FromDays(95));
        await AskAsync("r1@readers.example");
        shop.Clock.Advance(TimeSpan.FromDays(9));
        await Upkeep.SweepAsync(default);
        var asked = (await RowAsync()).Status;
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await Upkeep.SweepAsync(default);

        Assert.That(asked, Is.EqualTo("pending"), "they may confirm, however long ago they left");
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email <> ''"), Is.Zero);
    }

    [TestCase(1, 1, Description = "the newsletter that they read")]
    [TestCase(2, 0, Description = "another one")]
    public async Task Who_was_erased_is_so_again_when_somebody_typed_their_address_and_nobody_confirmed(long newsletter, int rows)
    {
        await shop.ReadersAsync(1);
        await shop.Get<Erasure>().EraseAsync(MailAddress.Parse("r1@readers.example")!, "cli", default);
        await AskAsync("r1@readers.example", newsletter);
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email = 'r1@readers.example'"), Is.EqualTo(1), "they may confirm");
        shop.Clock.Advance(TimeSpan.FromDays(10) + TimeSpan.FromMilliseconds(1));
        await Upkeep.SweepAsync(default);

        Assert.That(await shop.CountAsync("select count(*) from subscription where newsletter = @newsletter", new { newsletter }), Is.EqualTo(rows));
        Assert.That(await shop.CountAsync("select count(*) from subscription where status <> 'unsubscribed' or erased_at is null"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email <> '' or erased_at is null"), Is.Zero);
        Assert.That(DatabaseDump.FilesWith(shop.Get<StorageOptions>().Folder, "r1@readers.example"), Is.Empty);
    }

    [Test]
    public async Task Who_was_erased_and_moves_on_again_leaves_no_address_behind()
    {
        await shop.ReadersAsync(1);
        await shop.Get<Erasure>().EraseAsync(MailAddress.Parse("r1@readers.example")!, "cli", default);
        var (asked, _) = await AskAsync("r1@readers.example", 2);
        await shop.Writer.WriteAsync(async (c, t) =>
        {
            await shop.Get<SubscriptionStore>().MoveAsync(c, t, asked, SubscriptionStatus.Active);
            await shop.Get<AddressChanges>().MoveAsync(c, t, (await SubscriptionStore.FindAsync(c, t, asked.Id))!, MailAddress.Parse("new@x.example")!, new ConsentAct("moved", "page"));
        });
        Assert.That(await shop.CountAsync("select count(*) from subscriber where email = 'r1@readers.example'"), Is.Zero);
        Assert.That((await RowAsync(asked.Id)).Email, Is.EqualTo("new@x.example"));
    }

    private Task<(Subscription Row, bool Due)> AskAsync(string email, long newsletter = 1) => shop.Writer.WriteAsync(async (c, t) =>
    {
        var (asked, due) = await shop.Get<Consents>().AskAsync(c, t, newsletter, MailAddress.Parse(email)!, "", new Standing(SubscriptionStatus.Pending), new ConsentAct("requested", "form", "I agree.", "/", "192.0.2.0/24"));
        var row = asked!;
        await shop.Get<SubscriptionStore>().AskAsync(c, t, row.Id);
        await shop.Get<LetterStore>().AddAsync(c, t, Letter.Confirm, row, slowly: false);
        return (row, due);
    });

    private static async Task<Subscription> OneAsync(System.Data.Common.DbConnection c, System.Data.Common.DbTransaction t) =>
        (await SubscriptionStore.FindAsync(c, t, await c.ExecuteScalarAsync<long>("select max(id) from subscription", transaction: t)))!;
}
