using System.Text.Json;
using Dapper;
using Digest.Delivering.Letters;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Delivering.Letters;

/// <summary>Letters by the worker and a relay of the real world.</summary>
internal sealed class LetterLoopTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_letter_that_gets_no_answer_holds_up_no_other()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), 1);
        await using var relay = SmtpSink.Start();
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        // So that there are connections at hand, and nobody has to wait for one.
        await AddAsync(works, "first", Works.Connections);
        await relay.WaitForMailsAsync(Works.Connections, Long);

        var silent = 1;
        relay.Answer = e => e.Stage == SmtpStage.MailFrom && Interlocked.Exchange(ref silent, 0) == 1 ? SmtpAnswer.Ok() with { Delay = TimeSpan.FromMinutes(10) } : null;
        await AddAsync(works, "second", Works.Connections);
        await relay.WaitForMailsAsync(Works.Connections * 2 - 1, Long);
        relay.CutConnections(); // or its end would be waited for
    }

    [Test]
    public async Task A_letter_whose_first_try_comes_late_is_not_given_up_at_once()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), 1);
        await using var relay = SmtpSink.Start();
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        relay.Answer = e => e.Stage == SmtpStage.RcptTo ? new SmtpAnswer(451, "4.7.1 greylisted") : null;
        await works.Get<Writer>().WriteAsync(async (c, t) =>
        {
            await works.Get<LetterStore>().AddAsync(c, t, Letter.Operator, 0, null, "late@oxide.example", JsonSerializer.Serialize(new OperatorNotice("late", "What", "Detail.", "Next.")));
            await c.ExecuteAsync("update letter set created_at = created_at - 172800000, free_at = free_at - 172800000", transaction: t);
        });
        await Await.Until(async () => await works.QueryAsync("select count(*) from letter where tries > 0") == 1, Long, "the letter to be tried");
        Assert.That(await works.QueryAsync("select count(*) from letter where state in ('failed', 'sent', 'dropped')"), Is.Zero);
    }

    [Test]
    public async Task A_letter_for_which_this_node_has_no_relay_is_not_kept_from_the_others()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), 1);
        var relay = SmtpSink.Start();
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        await relay.DisposeAsync();
        await AddAsync(works, "any", 1);
        await Await.Until(async () => await works.QueryAsync("select count(*) from letter where state = 'waiting' and tries = 0 and node is null and due_at > created_at") == 1, Long, "the letter to be put off");
    }

    private static Task AddAsync(Works works, string name, int letters) => works.Get<Writer>().WriteAsync(async (c, t) =>
    {
        for (var i = 0; i < letters; i++)
            await works.Get<LetterStore>().AddAsync(c, t, Letter.Operator, 0, null, $"{name}{i}@oxide.example", JsonSerializer.Serialize(new OperatorNotice($"{name}{i}", "What", "Detail.", "Next.")));
    });
}
