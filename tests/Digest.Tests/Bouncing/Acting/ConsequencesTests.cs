using Digest.Bouncing.Understanding;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Tests.Delivering;
using static Digest.Tests.Bouncing.Acting.Returns;

namespace Digest.Tests.Bouncing.Acting;

/// <summary>What a returned mail does to a reader: once, to the right one, and never on somebody's word alone.</summary>
[OnBothDatabases]
internal sealed class ConsequencesTests
{
    private const string Ann = "r1@readers.example";
    private const string Bob = "r2@readers.example";
    private Workshop shop = null!;
    private long edition;
    private PublicId anns;

    [SetUp]
    public async Task Send()
    {
        shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(3);
        edition = await shop.SendAsync();
        anns = await shop.IdAsync(edition, Ann);
    }

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    [Test]
    public async Task An_address_that_does_not_exist_is_suppressed_for_all_at_once_and_counts_once()
    {
        var report = Report(Finding(FindingKind.Hard, Ann, ReplyClass.Address));
        Assert.That(await shop.DrawAsync(report, anns), Is.EqualTo("acted"));
        Assert.That(await shop.DrawAsync(report, anns), Is.EqualTo("known"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("bounced"));
        Assert.That(await shop.StatusAsync(Bob), Is.EqualTo("active"));
        Assert.That(await shop.CountAsync("select count(*) from suppression where newsletter = 0 and reason = 'bounced'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from consent where act = 'bounced' and way = 'report'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from bounce where class = 'address' and domain = 'readers.example' and way = 'report'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select bounced from edition where id = @edition", new { edition }), Is.EqualTo(1));
    }

    [Test]
    public async Task A_complaint_stops_at_once_also_where_it_names_nobody()
    {
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Complaint, null, ReplyClass.Policy)), anns), Is.EqualTo("acted"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("complained"));
        Assert.That(await shop.CountAsync("select count(*) from suppression where newsletter = 0 and reason = 'complained'"), Is.EqualTo(1));
        var later = await shop.SendAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery where edition = @later", new { later }), Is.EqualTo(2));
    }

    [TestCase(FindingKind.Hard)]
    [TestCase(FindingKind.Soft)]
    public async Task T52_A_report_that_names_another_address_than_the_mail_went_to_changes_nothing(FindingKind kind)
    {
        Assert.That(await shop.DrawAsync(Report(Finding(kind, Bob, kind == FindingKind.Hard ? ReplyClass.Address : ReplyClass.Mailbox)), anns), Is.EqualTo("other_address"));
        await AssertUntouchedAsync();
    }

    [Test]
    public async Task The_address_before_it_was_forwarded_counts_and_so_does_a_report_that_names_nobody()
    {
        var forwarded = Finding(FindingKind.Hard, "elsewhere@other.example", ReplyClass.Address) with { AlsoNamed = ["R1@Readers.Example"] };
        Assert.That(await shop.DrawAsync(Report(forwarded), anns), Is.EqualTo("acted"));
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Hard, null, ReplyClass.Address)), await shop.IdAsync(edition, Bob)), Is.EqualTo("acted"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("bounced"));
        Assert.That(await shop.StatusAsync(Bob), Is.EqualTo("bounced"));
    }

    [Test]
    public async Task T52_Without_a_proof_nothing_changes_whatever_it_claims()
    {
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Hard, Ann, ReplyClass.Address)), null), Is.EqualTo("unproven"));
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Complaint, Ann, ReplyClass.Policy)), null), Is.EqualTo("unproven"));
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Hard, Ann, ReplyClass.Address)), PublicId.New()), Is.EqualTo("gone"));
        await AssertUntouchedAsync();
    }

    [TestCase(ReturnedKind.AutoReply, "auto_reply")]
    [TestCase(ReturnedKind.AboutReport, "about_report")]
    [TestCase(ReturnedKind.Ordinary, "ordinary")]
    public async Task T52_What_is_no_report_changes_nothing_though_it_came_to_a_keyed_address(ReturnedKind kind, string outcome)
    {
        Assert.That(await shop.DrawAsync(Of(kind), anns), Is.EqualTo(outcome));
        await AssertUntouchedAsync();
    }

    [Test]
    public async Task A_mail_that_is_only_late_is_no_event()
    {
        var late = Finding(FindingKind.Soft, Ann, ReplyClass.Transient) with { IsDelay = true };
        Assert.That(await shop.DrawAsync(Report(late), anns), Is.EqualTo("late"));
        await AssertUntouchedAsync();
        Assert.That(await shop.DrawAsync(Report(late, late with { IsDelay = false }), anns), Is.EqualTo("acted"), "that it failed for good says more");
    }

    [Test]
    public async Task Who_was_refused_for_our_sake_stays_and_the_operator_hears_once_without_an_address()
    {
        foreach (var reader in new[] { Ann, Bob })
            Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Soft, reader, ReplyClass.Policy, $"554 5.7.1 <{reader}> blocked by our list")), await shop.IdAsync(edition, reader)), Is.EqualTo("acted"));
        Assert.That(await shop.CountAsync("select count(*) from subscription where status <> 'active'"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from suppression"), Is.Zero);
        await using var c = await shop.Get<Database>().OpenAsync();
        var told = Dapper.SqlMapper.Query<string>(c, "select data from event where kind = 'operator'").ToList();
        Assert.That(told, Has.Exactly(1).Items);
        Assert.That(told[0], Does.Contain("blocked by our list").And.Not.Contain("readers.example"));
    }

    [Test]
    public async Task A_mail_to_the_keyed_address_leaves_that_newsletter_and_again_is_the_same()
    {
        var subscription = await shop.SubscriptionAsync(Ann);
        for (var i = 0; i < 2; i++) Assert.That(await shop.DrawAsync(Of(ReturnedKind.Ordinary), null, leaving: subscription), Is.EqualTo("left"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("unsubscribed"));
        Assert.That(await shop.StatusAsync(Bob), Is.EqualTo("active"));
        Assert.That(await shop.CountAsync("select count(*) from suppression where reason = 'left'"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from consent where act = 'left' and way = 'mail'"), Is.EqualTo(1));
        Assert.That(await shop.DrawAsync(Of(ReturnedKind.Ordinary), null, leaving: PublicId.New()), Is.EqualTo("gone"));
    }

    [Test]
    public async Task A_mail_of_which_nothing_is_kept_still_leaves()
    {
        var subscription = await shop.SubscriptionAsync(Ann);
        await shop.ExecuteAsync("delete from delivery");
        Assert.That(await shop.DrawAsync(Of(ReturnedKind.Ordinary), null, leaving: subscription), Is.EqualTo("left"));
        Assert.That((await shop.StatusAsync(Ann), await shop.StatusAsync(Bob)), Is.EqualTo(("unsubscribed", "active")));
    }

    [TestCase(ReturnedKind.Report)]
    [TestCase(ReturnedKind.AboutReport)]
    public async Task T52_No_report_leaves_for_anybody(ReturnedKind kind)
    {
        await shop.DrawAsync(Of(kind), null, leaving: await shop.SubscriptionAsync(Ann));
        await AssertUntouchedAsync();
    }

    [Test]
    public async Task A_mail_program_that_marks_what_it_sends_leaves_for_its_owner()
    {
        Assert.That(await shop.DrawAsync(Of(ReturnedKind.AutoReply), null, leaving: await shop.SubscriptionAsync(Ann)), Is.EqualTo("left"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("unsubscribed"));
    }

    [Test]
    public async Task Who_moved_meanwhile_keeps_reading_at_the_new_address()
    {
        await shop.ExecuteAsync("update subscriber set email = 'new@readers.example', address_key = 'new@readers.example', address_hash = @hash where email = @ann",
            new { hash = shop.Get<AddressHasher>().Hash(MailAddress.Parse("new@readers.example")!), ann = Ann });
        Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Hard, Ann, ReplyClass.Address)), anns), Is.EqualTo("acted"));
        Assert.That(await shop.StatusAsync("new@readers.example"), Is.EqualTo("active"));
        Assert.That(await shop.CountAsync("select count(*) from suppression where address_hash = @hash", new { hash = shop.Get<AddressHasher>().Hash(MailAddress.Parse(Ann)!) }), Is.EqualTo(1));
    }

    private async Task AssertUntouchedAsync()
    {
        Assert.That(await shop.CountAsync("select count(*) from subscription where status <> 'active'"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from suppression"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from bounce"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator'"), Is.Zero);
    }
}
