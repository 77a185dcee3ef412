using System.Globalization;
using Digest.Delivering;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>Refusals that blame us stop the edition, not the readers.</summary>
internal sealed class PolicyStopTests
{
    private const int Readers = 200;
    private const string Operator = "operator@oxide.example";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private ReleaseFolder release = null!;

    [OneTimeSetUp]
    public async Task Prepare() => release = await ReleaseFolder.MakeAsync(Readers);

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [TestCase(1, 20, 40)]
    [TestCase(10, 50, 120)]
    public async Task T50_After_many_refusals_the_edition_pauses_with_one_letter_and_nobody_is_blamed(int oneIn, int least, int most)
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { KeepMails = true });
        relay.Answer = e => e.Stage == SmtpStage.RcptTo && e.Recipient != Operator && Number(e.Recipient!) % oneIn == 0
            ? SmtpAnswer.Permanent("5.7.1", "blocked by our list") : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:OperatorAddress", Operator));
        var request = await works.SendAsync();
        var paused = await works.EditionAsync();
        await relay.WaitForAsync(m => m.Any(x => x.To[0] == Operator), Long, "the letter to the operator");
        var answered = await works.QueryAsync("select count(*) from delivery where answered_at is not null");

        Assert.That((request.State, paused.State), Is.EqualTo(("failed", "paused")));
        Assert.That(request.Message, Does.Contain("blocked by our list"));
        Assert.That(answered, Is.InRange(least, most));
        Assert.That(await works.QueryAsync("select count(*) from subscription where status <> 'active'"), Is.Zero);
        Assert.That(await works.QueryAsync("select count(*) from suppression"), Is.Zero);
        Assert.That(await works.QueryAsync("select count(*) from delivery where state in ('failed', 'in_doubt', 'claimed')"), Is.Zero);
        var letter = relay.Mails.Single(m => m.To[0] == Operator).Read();
        Assert.That(letter.TextBody!.ReplaceLineEndings(" "), Does.Contain("blocked by our list").And.Contain($"digest edition resume oxide {paused.Name}"));

        // Mended: it goes on, and who was put off is tried when their pause is over.
        relay.Answer = null;
        await works.Get<EditionControl>().ResumeAsync(paused, default);
        await Await.Until(async () => await works.QueryAsync("select count(*) from delivery where state = 'waiting'") == 0, Long, "the rest to go out within seconds");
        await works.StopAsync();
        await using var later = await Works.StartAsync(folder.File("data"), relay, new MovedClock(TimeSpan.FromMinutes(10)));
        await later.SendAsync();
        Assert.That(Promise.Check(relay.Mails.Where(m => m.To[0] != Operator), Promise.Readers(Readers)).Broken(0), Is.Empty);
        Assert.That(relay.Mails.Count(m => m.To[0] == Operator), Is.EqualTo(1));
    }

    [Test]
    public async Task T50_A_few_refusals_in_many_stop_nothing()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        relay.Answer = e => e.Stage == SmtpStage.RcptTo && Number(e.Recipient!) % 40 == 0 ? SmtpAnswer.Permanent("5.7.1", "blocked by our list") : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        var sent = works.SendAsync();
        await Await.Until(async () => await works.QueryAsync("select count(*) from delivery where answered_at is not null") == Readers, Long, "everybody to be tried");
        Assert.That(((await works.EditionAsync()).State, (await works.CountsAsync()).Deferred), Is.EqualTo(("released", 5L)));
    }

    [Test]
    public async Task A_relay_that_asks_for_less_gets_fewer_connections_and_everybody_is_served()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        var asked = 0;
        relay.Answer = e => e.Stage == SmtpStage.RcptTo && Interlocked.Increment(ref asked) == 30 ? SmtpAnswer.Temporary("4.7.28", "too many messages, slow down") : null;
        relay.Delay = TimeSpan.FromMilliseconds(5);
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        var sent = works.SendAsync();
        await Await.Until(async () => await works.QueryAsync("select count(*) from delivery where answered_at is not null") == Readers, Long, "everybody to be tried");
        Assert.That(works.Log.Lines.Count(l => l.Contains("at most 2 connections", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(Readers - 1));
    }

    private static int Number(string address) => int.Parse(address[1..address.IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
