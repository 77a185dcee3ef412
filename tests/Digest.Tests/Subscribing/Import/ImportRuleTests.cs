using System.Globalization;
using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;
using Digest.Subscribing.Import;

namespace Digest.Tests.Subscribing.Import;

/// <summary>What becomes of the people a file names.</summary>
[OnBothDatabases]
internal sealed class ImportRuleTests
{
    [Test]
    public async Task Pending_asks_each_once_for_their_confirmation_and_says_nothing_in_their_name()
    {
        await using var site = await TestSite.StartAsync();
        var report = await site.ImportAsync("ada@x.org\nADA@x.org\n", SubscriptionStatus.Pending);
        Assert.That(report.Summary(false), Is.EqualTo("2 rows: 1 invited by a confirm letter, 1 here already."));
        Assert.That((await site.LettersAsync(), await site.CountAsync("select count(*) from consent where act <> 'invited'")), Is.EqualTo((1, 0)));
        var token = await site.TokenAsync("ada@x.org", TokenPurpose.Confirm);
        (await site.Http.PostAsync($"/confirm/{token}", null)).EnsureSuccessStatusCode();
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo("active"));
    }

    [Test]
    public async Task Active_records_the_publishers_word_and_sends_nothing()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("ada@x.org\n");
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo("active"));
        Assert.That(await site.CountAsync("select count(*) from consent where act = 'imported' and way = 'import'"), Is.EqualTo(1));
        Assert.That(await site.LettersAsync(), Is.Zero);
    }

    [Test]
    public async Task The_same_file_twice_changes_nothing()
    {
        await using var site = await TestSite.StartAsync();
        const string File = "email,status\nada@x.org,active\nbob@x.org,pending\ncy@x.org,unsubscribed\ndee@x.org,bounced\n";
        await site.ImportAsync(File);
        var before = await FingerprintAsync(site);
        site.Clock.Advance(TimeSpan.FromDays(2));
        var again = await site.ImportAsync(File);
        Assert.That(await FingerprintAsync(site), Is.EqualTo(before));
        Assert.That(again.Summary(false), Is.EqualTo("4 rows: 2 here already, 2 suppressed and kept off."));
    }

    [TestCase(SubscriptionStatus.Pending)]
    [TestCase(SubscriptionStatus.Active)]
    public async Task A_plan_counts_the_same_and_changes_nothing(SubscriptionStatus status)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("old@x.org\n", SubscriptionStatus.Pending);
        await LeaveAsync(site, "left@x.org");
        const string File = "email,name,status\nold@x.org,,\nleft@x.org,,\nnew@x.org,New,\nNEW@x.org,,\ngone@x.org,,unsubscribed\ngone@x.org,,\ntwice@x.org,,pending\ntwice@x.org,,\nnobody,,\n";
        var before = await FingerprintAsync(site);
        var plan = await site.ImportAsync(File, status, plan: true);
        Assert.That(await FingerprintAsync(site), Is.EqualTo(before));
        var done = await site.ImportAsync(File, status);
        Assert.That(plan.Summary(true), Is.EqualTo($"Plan of {done.Summary(false).TrimEnd('.')}. Nothing was changed."));
    }

    [TestCase(SubscriptionStatus.Pending)]
    [TestCase(SubscriptionStatus.Active)]
    public async Task T24_An_import_leaves_a_suppressed_person_off_until_they_confirm_anew(SubscriptionStatus status)
    {
        await using var site = await TestSite.StartAsync();
        await LeaveAsync(site, "left@x.org");
        await SuppressAsync(site, "bounced@x.org", Suppressions.All, SuppressionReason.Bounced);
        await SuppressAsync(site, "complained@x.org", Suppressions.All, SuppressionReason.Complained);
        await SuppressAsync(site, "never@x.org", Suppressions.All, SuppressionReason.Never);
        var letters = await site.LettersAsync();

        var report = await site.ImportAsync("Left@x.org\nbounced@x.org\ncomplained@x.org\nnever@x.org\n", status);

        Assert.That(report.Summary(false), Is.EqualTo("4 rows: 4 suppressed and kept off."));
        Assert.That(await site.LettersAsync(), Is.EqualTo(letters));
        Assert.That(await site.CountAsync("select count(*) from subscription where status in ('active', 'pending')"), Is.Zero);
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.EqualTo(4));

        site.Clock.Advance(TimeSpan.FromDays(2)); // Past the limit of letters a day.
        await site.ReaderAsync("left@x.org");
        Assert.That(await site.StatusAsync("left@x.org"), Is.EqualTo("active"));
    }

    [TestCase(SubscriptionStatus.Pending)]
    [TestCase(SubscriptionStatus.Active)]
    public async Task T24_A_reader_added_by_command_stays_off_as_well(SubscriptionStatus status)
    {
        await using var site = await TestSite.StartAsync();
        await LeaveAsync(site, "left@x.org");
        var outcome = await site.Get<Invitations>().AddAsync(await site.NewsletterAsync(), MailAddress.Parse("LEFT@x.org")!, new Standing(status), default);
        Assert.That(outcome, Is.EqualTo(Admission.KeptOff));
        Assert.That(await site.StatusAsync("left@x.org"), Is.EqualTo("unsubscribed"));
    }

    [TestCase("active", SubscriptionStatus.Pending, "pending")]
    [TestCase("active", SubscriptionStatus.Active, "active")]
    [TestCase("paused", SubscriptionStatus.Pending, "pending")]
    [TestCase("paused", SubscriptionStatus.Active, "paused")]
    [TestCase("pending", SubscriptionStatus.Active, "pending")]
    [TestCase("unsubscribed", SubscriptionStatus.Active, "unsubscribed")]
    [TestCase("bounced", SubscriptionStatus.Pending, "bounced")]
    [TestCase("complained", SubscriptionStatus.Active, "complained")]
    public async Task A_no_in_the_file_counts_always_and_a_yes_only_with_the_publishers_word(string said, SubscriptionStatus asked, string becomes)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync($"email,status\nada@x.org,{said}\n", asked);
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo(becomes));
        Assert.That(await site.LettersAsync(), Is.EqualTo(becomes == "pending" ? 1 : 0));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.EqualTo(becomes is "unsubscribed" or "bounced" or "complained" ? 1 : 0));
    }

    [Test]
    public async Task Who_reads_already_is_not_changed_by_a_file_that_says_otherwise()
    {
        await using var site = await TestSite.StartAsync();
        await site.ReaderAsync("ada@x.org");
        await site.ImportAsync("email,name,status\nada@x.org,Ada,unsubscribed\n");
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo("active"));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.Zero);
    }

    [Test]
    public async Task Who_reads_by_the_publishers_word_leaves_by_it_too()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("email\nada@x.org\n", SubscriptionStatus.Active);
        await site.ImportAsync("email,status\nada@x.org,unsubscribed\n", SubscriptionStatus.Active);
        Assert.That(await site.StatusAsync("ada@x.org"), Is.EqualTo("unsubscribed"));
    }

    [Test]
    public async Task Added_as_pending_again_gets_a_new_letter_within_the_limits_of_the_form()
    {
        await using var site = await TestSite.StartAsync();
        var (newsletter, ada) = (await site.NewsletterAsync(), MailAddress.Parse("ada@x.org")!);
        Task<Admission> Add() => site.Get<Invitations>().AddAsync(newsletter, ada, new Standing(SubscriptionStatus.Pending), default);
        Assert.That((await Add(), await Add(), await site.LettersAsync()), Is.EqualTo((Admission.Invited, Admission.Present, 1)));
        site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.That((await Add(), await site.LettersAsync()), Is.EqualTo((Admission.Invited, 2)));
    }

    [Test]
    public async Task Many_rows_are_taken_whole_and_progress_is_told()
    {
        await using var site = await TestSite.StartAsync();
        var rows = new StringBuilder("email,name\n");
        for (var i = 0; i < 40_000; i++) rows.Append(CultureInfo.InvariantCulture, $"reader{i}@x.org,\"Reader, {i}\"\n");
        var shares = new List<double>();
        var report = new ImportReport();
        using var file = ImportFile.Of("readers.csv", Encoding.UTF8.GetBytes(rows.ToString()));
        await site.Get<Importer>().RunAsync(await site.NewsletterAsync(), file, new ImportPlan(SubscriptionStatus.Active, false), report, shares.Add, CancellationToken.None);
        Assert.That((report[Admission.Active], await site.CountAsync("select count(*) from subscription where status = 'active'")), Is.EqualTo((40_000, 40_000)));
        Assert.That(shares, Is.Ordered.And.Count.GreaterThanOrEqualTo(3).And.All.InRange(0, 1));
    }

    private static async Task LeaveAsync(TestSite site, string email)
    {
        await site.ReaderAsync(email);
        (await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync(email, TokenPurpose.Leave)}", null)).EnsureSuccessStatusCode();
    }

    private static Task SuppressAsync(TestSite site, string email, long newsletter, SuppressionReason reason) =>
        site.Get<Writer>().WriteAsync((c, t) =>
            site.Get<Suppressions>().AddAsync(c, t, site.Get<AddressHasher>().Hash(MailAddress.Parse(email)!), newsletter, reason));

    private static Task<string> FingerprintAsync(TestSite site) => site.QueryAsync<string>($"""
        select (select {TestDatabase.Joined("id || status || coalesce(asked_at, 0) || ' ' || coalesce(confirmed_at, 0) || ' ' || created_at", ",")} from (select * from subscription order by id) as s)
            || (select count(*) from subscriber) || ' ' || (select count(*) from letter) || ' ' || (select count(*) from consent) || ' '
            || (select count(*) from suppression)
        """);
}
