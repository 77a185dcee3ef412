using System.Globalization;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Two relays, by the program as its operator runs it.</summary>
public sealed class SeveralRelaysWalkTests
{
    private const int Readers = 1000;
    private const int Connections = 4;

    [Test]
    public async Task One_of_two_relays_dies_in_mid_release_and_all_mails_leave_none_twice_but_what_was_on_its_open_connections()
    {
        await using var room = await Newsroom.OpenAsync();
        var dying = SmtpSink.Start();
        room.Settings["Digest__Mail__Relays__1__Host"] = "127.0.0.1";
        room.Settings["Digest__Mail__Relays__1__Port"] = dying.Port.ToString(CultureInfo.InvariantCulture);
        room.Settings["Digest__Mail__Relays__1__Security"] = "None";
        room.Settings["Digest__Mail__Relays__1__Connections"] = $"{Connections}";
        await room.ImportAsync(Readers);
        var ledger = new LedgerAudit(room.DataFolder);
        await ledger.WatchAsync();
        dying.Delay = room.Relay.Delay = TimeSpan.FromMilliseconds(5);
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        try
        {
            await dying.WaitForMailsAsync(200, TimeSpan.FromMinutes(2));
        }
        finally
        {
            await dying.DisposeAsync();
        }
        var atDeath = dying.Mails.Count;
        await Await.Until(() => send.HasExited, TimeSpan.FromMinutes(3), $"the release to end; {send.Err}");

        var promise = Promise.Check(dying.Mails.Concat(room.Relay.Mails), Promise.Readers(Readers));
        TestContext.Out.WriteLine($"{atDeath} by the one that died, {room.Relay.Mails.Count} by the other, {promise.Copies} copies");
        Assert.That(promise.Broken(mostCopies: Connections), Is.Empty);
        var doubted = await ledger.CountAsync("select count(distinct subscription) from audit where became = 'in_doubt'");
        Assert.That(doubted, Is.LessThanOrEqualTo(Connections), "only what was written and not answered");
        Assert.That(promise.Copies, Is.LessThanOrEqualTo(doubted), "nothing else is sent again");
        // What is in doubt goes again last in its batch, by the same run when that is not through.
        Assert.That((await ledger.WrongClaimsAsync()).Where(c => !c.Contains(": in_doubt to claimed", StringComparison.Ordinal)), Is.Empty);
        var report = await room.ReportAsync();
        Assert.That(report is { State: "finished", Sent: Readers } && report.AddsUp, report.ToString());
        Assert.That(send.Err, Does.Contain($"The relay takes no mail now: 127.0.0.1:{dying.Port}: "));
    }
}
