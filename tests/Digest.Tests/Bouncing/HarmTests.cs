using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Replies;
using Digest.Tests.Bouncing.Acting;
using Digest.Tests.Bouncing.Reading;
using Digest.Tests.Delivering;
using Digest.World;
using static Digest.Tests.Bouncing.Acting.Returns;

namespace Digest.Tests.Bouncing;

/// <summary>Ways in which a living reader could be harmed, or the reading be stopped, that somebody thought of.</summary>
[OnBothDatabases]
internal sealed class HarmTests
{
    private const string Ann = "r1@readers.example";
    private static readonly ReturnedMail Full = Report(Finding(FindingKind.Soft, Ann, ReplyClass.Mailbox, "552 mailbox full"));

    // By the confirmation of a new sign-up.
    private static async Task BackAsync(Workshop shop)
    {
        await shop.ExecuteAsync("delete from suppression");
        await shop.ExecuteAsync("update subscription set status = 'active', ended_at = null, ended_from = null, confirmed_at = @now", new { now = shop.Clock.GetUtcNow() });
    }

    [Test]
    public async Task After_a_new_confirmation_one_soft_bounce_is_not_the_ninth()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        for (var i = 0; i < 8; i++)
        {
            await shop.DrawAsync(Full, await shop.IdAsync(await shop.SendAsync(), Ann));
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("bounced"));
        shop.Clock.Advance(TimeSpan.FromDays(60));
        await BackAsync(shop);
        await shop.DrawAsync(Full, await shop.IdAsync(await shop.SendAsync(), Ann));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
    }

    [Test]
    public async Task A_late_report_of_before_a_new_confirmation_ends_nobody()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        var first = await shop.IdAsync(await shop.SendAsync(), Ann);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        var second = await shop.IdAsync(await shop.SendAsync(), Ann);
        var hard = Report(Finding(FindingKind.Hard, Ann, ReplyClass.Address));
        await shop.DrawAsync(hard, first);
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await BackAsync(shop);
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await shop.DrawAsync(hard, second);
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
    }

    [Test]
    public async Task That_we_are_too_fast_is_no_readers_fault()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        for (var i = 0; i < 8; i++)
        {
            await shop.DrawAsync(Report(Finding(FindingKind.Soft, Ann, ReplyClass.Rate, "421 4.7.28 too many connections from your IP")), await shop.IdAsync(await shop.SendAsync(), Ann));
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
    }

    [Test]
    public async Task Late_reports_of_before_the_resumption_pause_no_second_time()
    {
        await using var shop = await Workshop.OpenAsync(("Mail:Bounces:PauseAtLeast", "10"));
        await shop.ReadersAsync(30);
        var edition = await shop.SendAsync();
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        await HardAsync(1);
        await HardAsync(2);
        Assert.That((await shop.Get<EditionStore>().FindAsync(edition))!.State, Is.EqualTo("paused"));
        await shop.Get<EditionControl>().ResumeAsync((await shop.Get<EditionStore>().FindAsync(edition))!, default);
        // Stands in for more of it that went out since.
        await shop.ExecuteAsync("update edition set policy_base = 0 where id = @edition", new { edition });
        for (var reader = 3; reader <= 9; reader++) await HardAsync(reader);
        Assert.That((await shop.Get<EditionStore>().FindAsync(edition))!.State, Is.EqualTo("released"));

        async Task HardAsync(int reader)
        {
            var address = $"r{reader}@readers.example";
            Assert.That(await shop.DrawAsync(Report(Finding(FindingKind.Hard, address, ReplyClass.Address)), await shop.IdAsync(edition, address)), Is.EqualTo("acted"));
        }
    }

    [Test]
    public async Task When_nobody_could_be_reached_for_weeks_the_fault_is_ours()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(20);
        for (var day = 0; day < 12; day++)
        {
            var edition = await shop.SendAsync();
            for (var reader = 1; reader <= 20; reader++)
            {
                var address = $"r{reader}@readers.example";
                await shop.DrawAsync(Report(Finding(FindingKind.Soft, address, ReplyClass.Transient, "4.4.1 expired")), await shop.IdAsync(edition, address));
            }
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(await shop.CountAsync("select count(*) from subscription where status <> 'active'"), Is.Zero);
    }

    [Test]
    public async Task A_file_that_cannot_be_moved_starves_no_other()
    {
        using var folder = new TempFolder();
        await using var world = await ReadingWorld.OpenAsync(("Mail:Bounces:Domain", "bounce.oxide.example"));
        for (var i = 0; i < 120; i++)
        {
            var path = folder.File($"m{i:000}.eml");
            File.WriteAllBytes(path, ReadingWorld.Mail($"s{i}"));
            File.SetLastWriteTimeUtc(path, (world.Shop.Clock.GetUtcNow() - TimeSpan.FromMinutes(1)).UtcDateTime);
        }
        var first = Path.GetFileName(Directory.EnumerateFiles(folder.Path).First());
        Directory.CreateDirectory(folder.File("read/" + first));
        var place = new FolderPlace(new BounceOptions { Directory = folder.Path }, world.Shop.Clock);
        for (var look = 0; look < 3; look++)
        {
            await Assert.ThatAsync(() => world.LookAsync(place), Throws.InstanceOf<PlaceDownException>(), "it is told");
        }
        Assert.That(await world.AllDrawnAsync(), Is.EqualTo(120));
    }

    [TestCase("550 5.7.1 \"ann smith\"@readers.example refused")]
    [TestCase("550 5.7.606 see https://sender.office.com?recipient=ann%40readers.example")]
    [TestCase("550 5.7.1 blocked orcpt=rfc822;ann+40readers.example")]
    [TestCase("550 5.7.1 <b+kkk=ann=readers.example@bounce.example> refused")]
    public void No_address_in_a_letter(string words)
    {
        var said = Discreet.Of(words);
        Assert.That(said.ToLowerInvariant(), Does.Not.Contain("ann"));
    }

    [TestCase(550, "5.1.0 <b+x@bounce.example>: Sender address rejected: User unknown in virtual mailbox table")]
    [TestCase(550, "5.1.1 <b+x@bounce.example>: Sender address rejected: undeliverable address: host mx.bounce.example said: 550 user unknown")]
    [TestCase(550, "5.1.8 <b+x@bounce.example>: Sender address rejected: Domain not found")]
    [TestCase(550, "Verification failed for <b+x@bounce.example> Unrouteable address Sender verify failed")]
    [TestCase(550, "<b+x@bounce.example> sender domain does not exist")]
    [TestCase(553, "5.1.8 <b+x@bounce.example>... Domain of sender address b+x@bounce.example does not exist")]
    [TestCase(550, "Unknown sender: no such user bounce")]
    [TestCase(550, "5.1.0 invalid return path address")]
    [TestCase(501, "5.1.7 Invalid address")]
    [TestCase(550, "Sender verify failed: the mailbox does not exist")]
    [TestCase(550, "could not find MX for your domain bounce.example")]
    [TestCase(550, "Domain bounce.example has no MX: does not accept mail")]
    [TestCase(550, "5.1.0 MAIL FROM address does not exist")]
    [TestCase(554, "5.7.1 The From address is not a valid address")]
    [TestCase(550, "envelope sender b+x@bounce.example is invalid: no such mailbox")]
    [TestCase(550, "return address is unknown; user not found")]
    [TestCase(550, "5.1.1 Your mailbox is not found: callback verification failed")]
    [TestCase(550, "The user does not accept mail from unknown users")]
    public void Who_refuses_our_sender_blames_no_reader(int code, string text)
    {
        var relay = ReplyClassifier.Classify(code, text);
        var finding = Diagnosis.Of(new Notice { Recipient = Ann, Action = "failed", Status = null, Words = $"{code} {text}" });
        Assert.That((relay, finding!.Kind), Is.Not.EqualTo((ReplyClass.Address, FindingKind.Hard)));
        Assert.That(finding.Kind, Is.Not.EqualTo(FindingKind.Hard));
        Assert.That(relay, Is.Not.EqualTo(ReplyClass.Address));
    }

    [Test]
    public async Task What_came_back_of_a_sign_up_that_was_never_confirmed_goes_with_it()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ExecuteAsync("update subscription set status = 'pending', confirmed_at = null");
        await shop.ExecuteAsync("insert into bounce (at, mail, subscription, class, way, domain, words) select 1, public_id, id, 'mailbox', 'report', 'readers.example', '552 <r1@readers.example> is full' from subscription");
        shop.Clock.Advance(TimeSpan.FromDays(400));
        await shop.Get<Digest.Subscribing.Erasing.ReaderUpkeep>().SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from bounce where words is not null"), Is.Zero);
    }
}
