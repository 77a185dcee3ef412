using Dapper;
using Digest.Tests.Bouncing.Reading;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Walks;

/// <summary>
/// 300 mails come back into a mailbox of a real Dovecot, encrypted, and the program that reads them is killed three times while it does:
/// each proven report counts exactly once, nothing else does, and the mailbox is tidy.
/// </summary>
internal sealed class ReturnedMailWalkTests
{
    private const int Readers = 200;
    private const int All = 300;
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Test]
    public async Task T52_Killed_three_times_while_it_reads_each_report_counts_once_and_the_mailbox_is_tidy()
    {
        using var server = await DovecotServer.StartAsync();
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        room.Settings["Digest__Mail__Bounces__Domain"] = "bounce.oxide.example";
        server.MailboxFor(room.Settings);
        await room.ImportAsync(Readers);
        await room.DoAsync("send", Newsroom.Slug);
        await server.PutAsync(Mails([.. room.Relay.Mails.OrderBy(m => m.To.Single(), StringComparer.Ordinal)]));

        await using var rows = new SqliteConnection($"Data Source={Path.Combine(room.DataFolder, "digest.db")};Mode=ReadOnly");
        await rows.OpenAsync();
        Task<long> CountAsync(string sql) => rows.ExecuteScalarAsync<long>(sql);
        Task<long> ReadAsync() => CountAsync("select count(*) from returned_mail where state <> 'waiting'");
        foreach (var enough in (int[])[40, 110, 180])
        {
            await using var killed = DigestProcess.Start(room.Plan("serve", "--role", "worker"));
            await Await.Until(async () => await ReadAsync() >= enough, Soon, $"{enough} mails to be read. {killed.Err}");
            await killed.KillAsync();
            Assert.That(await ReadAsync(), Is.LessThan(All - 30), "it was killed while it read");
        }
        server.MailboxFor(room.Settings, tls: true);
        await using var worker = DigestProcess.Start(room.Plan("serve", "--role", "worker"));
        await Await.Until(async () => await server.CountAsync("Digest.read") == All, Soon, "all mails to be put away");
        await worker.TerminateAsync();

        Assert.That((await server.CountAsync("INBOX"), await server.CountAsync("Digest.set-aside")), Is.EqualTo((0, 0)));
        Assert.That(await rows.QueryAsync<(string, long)>("select outcome, count(*) from returned_mail where state = 'read' group by outcome"),
            Is.EquivalentTo(new[] { ("acted", 170L), ("unproven", 40L), ("auto_reply", 40L), ("left", 20L) }));
        Assert.That(await CountAsync("select sum(tries) from returned_mail"), Is.InRange(All - 30, All - 30 + 3), "only what was in hand when it was killed was opened twice");
        Assert.That(await rows.QueryAsync<(string, long)>("select class, count(*) from bounce group by class"), Is.EquivalentTo(new[] { ("address", 150L), ("mailbox", 20L) }));
        Assert.That(await CountAsync("select bounced from edition"), Is.EqualTo(150));
        Assert.That(await rows.QueryAsync<(string, long)>("select status, count(*) from subscription group by status"),
            Is.EquivalentTo(new[] { ("bounced", 150L), ("active", 30L), ("unsubscribed", 20L) }));
    }

    private static List<byte[]> Mails(IReadOnlyList<SinkMail> sent)
    {
        var proven = sent.Take(150).Select(m => Reports.ByEnvelope(m)).ToList();
        List<byte[]> mails =
        [
            .. proven,
            .. proven.Take(30), // come twice
            .. sent.Skip(150).Take(20).Select(m => Reports.ByMessageId(m, "5.2.2", "552 5.2.2 Mailbox full")),
            .. sent.Skip(160).Take(40).Select(Reports.Forged),
            .. sent.Skip(130).Take(40).Select(Reports.AutoReply),
            .. sent.Skip(180).Take(20).Select(Reports.Leave),
        ];
        Assert.That((sent.Count, mails.Count), Is.EqualTo((Readers, All)));
        new Random(10).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(mails));
        return mails;
    }
}
