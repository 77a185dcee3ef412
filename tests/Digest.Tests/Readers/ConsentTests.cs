using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Tests.Storage;

namespace Digest.Tests.Readers;

/// <summary>People say yes, twice, and no, once and for good.</summary>
[OnBothDatabases]
internal sealed class ConsentTests
{
    private static readonly TimeSpan Within = TimeSpan.FromDays(7);
    private static readonly MailAddress Ann = MailAddress.Parse("Ann@news.example")!;
    private static readonly ConsentAct Asked = new("requested", "form", "I agree.", "/", "192.0.2.0");

    private StorageWorld world = null!;
    private Newsletter daily = null!;
    private SubscriptionStore store = null!;
    private Suppressions suppressions = null!;
    private Consents consents = null!;
    private Departures departures = null!;
    private Admissions admissions = null!;
    private AddressHasher hasher = null!;

    [SetUp]
    public async Task Start()
    {
        world = new StorageWorld();
        await world.Keys.LoadAsync();
        daily = await world.AddNewsletterAsync("daily");
        hasher = new AddressHasher(world.Keys);
        store = new SubscriptionStore(hasher, world.Clock);
        suppressions = new Suppressions(world.Clock);
        consents = new Consents(store, suppressions, new ConsentLog(world.Clock), hasher, world.Clock);
        departures = new Departures(store, suppressions, new ConsentLog(world.Clock), world.Clock);
        admissions = new Admissions(store, suppressions, new ConsentLog(world.Clock), world.Clock);
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private Task<(Subscription Row, bool LetterDue)> AskAsync(long? newsletter = null) =>
        world.Writer.WriteAsync(async (c, t) =>
        {
            var (row, due) = await consents.AskAsync(c, t, newsletter ?? daily.Id, Ann, "Ann", new Standing(SubscriptionStatus.Pending), Asked);
            return (row!, due);
        });

    /// <summary>What sending the confirm letter does: the time of asking goes into its link.</summary>
    private async Task<Token> LetterAsync(Subscription row)
    {
        await world.Writer.WriteAsync((c, t) => store.AskAsync(c, t, row.Id));
        return new Token(TokenPurpose.Confirm, 1, world.Clock.GetUtcNow(), row.PublicId, daily.PublicId, row.AddressHash);
    }

    private async Task<ConfirmOutcome> ConfirmAsync(Token token) => (await world.Writer.WriteAsync((c, t) => consents.ConfirmAsync(c, t, token, Within))).Outcome;

    private Task LeaveAsync(Token token) => world.Writer.WriteAsync((c, t) => departures.LeaveAsync(c, t, token with { Purpose = TokenPurpose.Leave }, [daily], new ConsentAct("left", "one-click")));

    private async Task<Admitted> AddAsync(SubscriptionStatus status) => (await world.Writer.WriteAsync(
        (c, t) => admissions.AddAsync(c, t, daily.Id, [new Newcomer(Ann, hasher.Hash(Ann), "Ann", new Standing(status), new ConsentAct("imported", "import"))]))).Single();

    private async Task<string> StatusAsync() => (await world.QueryAsync<string>("select status from subscription"))[0];

    private Task<IReadOnlyList<string>> ActsAsync() => world.QueryAsync<string>("select act || ' ' || way from consent order by id");

    private Task<IReadOnlyList<string>> SuppressedAsync() => world.QueryAsync<string>("select reason || ' ' || newsletter from suppression order by newsletter");

    [Test]
    public async Task Who_asks_is_pending_and_who_confirms_is_active_with_the_proof_of_both()
    {
        var (row, due) = await AskAsync();
        var token = await LetterAsync(row);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var outcome = await ConfirmAsync(token);

        Assert.That((due, outcome, await StatusAsync()), Is.EqualTo((true, ConfirmOutcome.Confirmed, "active")));
        Assert.That(await ActsAsync(), Is.EqualTo(["requested form", "confirmed page"]));
        Assert.That(await world.QueryAsync<string>("select wording || page || client from consent where act = 'requested'"), Is.EqualTo(["I agree./192.0.2.0"]));
        Assert.That((await world.QueryAsync<DateTimeOffset>("select confirmed_at from subscription"))[0], Is.EqualTo(world.Clock.GetUtcNow()));
    }

    [Test]
    public async Task T14_Confirming_again_changes_nothing_and_says_so()
    {
        var token = await LetterAsync((await AskAsync()).Row);
        await ConfirmAsync(token);

        Assert.That(await ConfirmAsync(token), Is.EqualTo(ConfirmOutcome.Already));
        Assert.That((await ActsAsync()).Count, Is.EqualTo(2));
        Assert.That((await AskAsync()).LetterDue, Is.False);
    }

    [Test]
    public async Task T15_A_link_older_than_a_week_or_than_a_newer_one_is_expired()
    {
        var (row, _) = await AskAsync();
        var old = await LetterAsync(row);
        world.Clock.Advance(TimeSpan.FromDays(6));
        var newer = await LetterAsync(row);
        var superseded = await ConfirmAsync(old);
        world.Clock.Advance(TimeSpan.FromDays(7));
        var atTheLimit = consents.Judge((await AskAsync()).Row, newer, Within);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await ConfirmAsync(newer);

        Assert.That((superseded, atTheLimit, late, await StatusAsync()), Is.EqualTo((ConfirmOutcome.Expired, ConfirmOutcome.Confirmed, ConfirmOutcome.Expired, "pending")));
    }

    [Test]
    public async Task T15_An_old_confirm_link_after_leaving_changes_nothing()
    {
        var token = await LetterAsync((await AskAsync()).Row);
        await ConfirmAsync(token);
        await LeaveAsync(token);

        Assert.That(await ConfirmAsync(token), Is.EqualTo(ConfirmOutcome.Ended));
        Assert.That(await StatusAsync(), Is.EqualTo("unsubscribed"));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync();
        Assert.That(await ConfirmAsync(token), Is.EqualTo(ConfirmOutcome.Expired), "asking again made a new letter the only one");
    }

    [Test]
    public async Task T15_A_link_for_another_address_or_an_unknown_row_is_expired()
    {
        var token = await LetterAsync((await AskAsync()).Row);

        Assert.That(await ConfirmAsync(token with { AddressHash = new byte[16] }), Is.EqualTo(ConfirmOutcome.Expired));
        Assert.That(await ConfirmAsync(token with { Subscription = PublicId.New() }), Is.EqualTo(ConfirmOutcome.Expired));
    }

    [Test]
    public async Task Leaving_is_for_this_newsletter_at_once_and_the_same_each_time()
    {
        var weekly = await world.AddNewsletterAsync("weekly");
        await AskAsync(weekly.Id);
        var token = await LetterAsync((await AskAsync()).Row);
        await ConfirmAsync(token);
        await LeaveAsync(token);
        await LeaveAsync(token);

        Assert.That(await world.QueryAsync<string>("select status from subscription order by newsletter"), Is.EqualTo(["unsubscribed", "pending"]));
        Assert.That(await SuppressedAsync(), Is.EqualTo([$"left {daily.Id}"]));
        Assert.That((await ActsAsync()).Count(a => a == "left one-click"), Is.EqualTo(1));
    }

    [Test]
    public async Task T18_Leaving_by_a_link_whose_row_is_unknown_suppresses_its_address_and_an_import_honours_it()
    {
        var token = new Token(TokenPurpose.Leave, 1, world.Clock.GetUtcNow(), PublicId.New(), daily.PublicId, hasher.Hash(Ann));
        await LeaveAsync(token);
        var imported = await AddAsync(SubscriptionStatus.Active);

        Assert.That(await SuppressedAsync(), Is.EqualTo([$"left {daily.Id}"]));
        Assert.That(imported, Is.EqualTo(new Admitted(Admission.KeptOff, null)));
        Assert.That(await world.QueryAsync<long>("select id from subscription"), Is.Empty);
    }

    [Test]
    public async Task A_leave_link_of_a_newsletter_nobody_knows_changes_nothing()
    {
        await LeaveAsync(new Token(TokenPurpose.Leave, 1, world.Clock.GetUtcNow(), PublicId.New(), PublicId.New(), hasher.Hash(Ann)));

        Assert.That(await SuppressedAsync(), Is.Empty);
    }

    [TestCase(SuppressionReason.Left, true), TestCase(SuppressionReason.Bounced, true), TestCase(SuppressionReason.Complained, true), TestCase(SuppressionReason.Never, false)]
    public async Task T24_Only_a_new_double_opt_in_lifts_a_suppression(SuppressionReason reason, bool letter)
    {
        await world.Writer.WriteAsync((c, t) => suppressions.AddAsync(c, t, hasher.Hash(Ann), Suppressions.All, reason));
        var added = new[] { await AddAsync(SubscriptionStatus.Active), await AddAsync(SubscriptionStatus.Pending) };
        var (row, due) = await AskAsync();
        var stillThere = await SuppressedAsync();

        Assert.That(added.Select(a => a.Outcome), Is.All.EqualTo(Admission.KeptOff));
        Assert.That(due, Is.EqualTo(letter));
        Assert.That(stillThere, Has.Count.EqualTo(1));
        if (!letter) return;
        await ConfirmAsync(await LetterAsync(row));
        Assert.That(await SuppressedAsync(), Is.Empty);
        Assert.That(await StatusAsync(), Is.EqualTo("active"));
    }

    [Test]
    public async Task T24_Who_left_and_signs_up_again_is_pending_until_they_confirm_and_no_import_can_do_it()
    {
        await LeaveAsync(await LetterAsync((await AskAsync()).Row));
        var imported = await AddAsync(SubscriptionStatus.Active);
        var (_, due) = await AskAsync();

        Assert.That(imported.Outcome, Is.EqualTo(Admission.KeptOff));
        Assert.That((due, await StatusAsync(), (await SuppressedAsync()).Count), Is.EqualTo((true, "pending", 1)));
    }

    [Test]
    public async Task A_step_ends_when_its_time_is_up_and_the_others_are_for_the_next()
    {
        Newcomer[] people = [.. Enumerable.Range(0, 5).Select(i => MailAddress.Parse($"ann{i}@x.example")!)
            .Select(a => new Newcomer(a, hasher.Hash(a), "", new Standing(SubscriptionStatus.Active), new ConsentAct("imported", "import")))];
        var done = await world.Writer.WriteAsync((c, t) => admissions.AddAsync(c, t, daily.Id, people, TimeSpan.Zero));

        Assert.That(done, Has.Count.EqualTo(1));
        Assert.That(await world.QueryAsync<string>("select email from subscriber"), Is.EqualTo(["ann0@x.example"]));
    }

    [Test]
    public async Task What_the_publisher_adds_is_told_and_never_lowers_anybody()
    {
        var pending = await AddAsync(SubscriptionStatus.Pending);
        var raised = await AddAsync(SubscriptionStatus.Active);
        var again = await AddAsync(SubscriptionStatus.Pending);

        Assert.That(new[] { pending, raised, again }.Select(a => a.Outcome), Is.EqualTo([Admission.Invited, Admission.Active, Admission.Present]));
        Assert.That(await StatusAsync(), Is.EqualTo("active"));
        Assert.That(await ActsAsync(), Is.EqualTo(["invited import", "imported import"]));
    }

    [Test]
    public async Task Who_is_named_twice_in_one_step_is_what_the_second_says_of_the_first()
    {
        Newcomer Named(SubscriptionStatus status) => new(Ann, hasher.Hash(Ann), "Ann", new Standing(status), new ConsentAct("imported", "import"));
        var both = await world.Writer.WriteAsync((c, t) => admissions.AddAsync(c, t, daily.Id, [Named(SubscriptionStatus.Pending), Named(SubscriptionStatus.Active)]));

        Assert.That(both.Select(a => a.Outcome), Is.EqualTo([Admission.Invited, Admission.Active]));
        Assert.That((await StatusAsync(), await world.QueryAsync<long>("select count(*) from subscription")), Is.EqualTo(("active", (long[])[1])));
        Assert.That(await ActsAsync(), Is.EqualTo(["invited import", "imported import"]));
    }

    [Test]
    public async Task One_person_is_one_row_however_they_type_it_and_suppressions_are_per_newsletter_or_for_all()
    {
        await AskAsync();
        var other = MailAddress.Parse("ANN@NEWS.example")!;
        await world.Writer.WriteAsync((c, t) => consents.AskAsync(c, t, daily.Id, other, "", new Standing(SubscriptionStatus.Pending), Asked));
        await world.Writer.WriteAsync((c, t) => suppressions.AddAsync(c, t, hasher.Hash(other), daily.Id, SuppressionReason.Left));
        await using var c = await world.Database.OpenAsync();

        Assert.That(await world.QueryAsync<string>("select email || ' ' || name from subscriber"), Is.EqualTo(["Ann@news.example Ann"]));
        Assert.That(await Suppressions.FindAsync(c, null, hasher.Hash(Ann), daily.Id), Is.EqualTo(SuppressionReason.Left));
        Assert.That(await Suppressions.FindAsync(c, null, hasher.Hash(Ann), daily.Id + 1), Is.Null);
        await world.Writer.WriteAsync((w, t) => suppressions.AddAsync(w, t, hasher.Hash(Ann), Suppressions.All, SuppressionReason.Complained));
        Assert.That(await Suppressions.FindAsync(c, null, hasher.Hash(Ann), daily.Id + 1), Is.EqualTo(SuppressionReason.Complained));
    }
}
