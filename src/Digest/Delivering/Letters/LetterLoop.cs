using System.Data.Common;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Letters;

/// <summary>
/// Sends due letters, looking every second. A letter is sent and then recorded: a crash between the two sends it again,
/// under the same Message-ID. Retried for a day, and some times; a refused one is given up.
/// </summary>
internal sealed partial class LetterLoop(
    LetterStore store, LetterWriter letters, OperatorLetters operators, SlowLane slow, MailSigner signer, Lines lines, DomainPaces domains, Writer writer, Consents consents, ConsentLog log, Stopping stopping,
    ReturnPaths paths, Node node, TimeProvider clock, ILogger<LetterLoop> logger) : IWorkerPart
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);

    private static readonly TimeSpan NoRelay = TimeSpan.FromSeconds(5);

    // Hours, also where the first try came late: no relay, a domain's pace, a standstill.
    private const int FewestTries = 8;

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        var sending = new Dictionary<long, Task<bool>>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        try
        {
            var reachable = true;
            for (var tick = Task.FromResult(true); ;)
            {
                if (tick.IsCompleted)
                {
                    if (!await tick) return;
                    await operators.WriteAsync(stop);
                    await slow.AdvanceAsync(stop);
                    (reachable, tick) = (true, timer.WaitForNextTickAsync(stop).AsTask());
                }
                foreach (var (id, sent) in sending.Where(p => p.Value.IsCompleted).ToList())
                {
                    sending.Remove(id);
                    reachable &= await sent;
                }
                if (reachable) await StartAsync(sending, stop);
                await Task.WhenAny([tick, .. sending.Values]);
            }
        }
        finally
        {
            await Task.WhenAll(sending.Values);
        }
    }

    // As many at once as there are connections; a slow one holds up nobody else.
    private async Task StartAsync(Dictionary<long, Task<bool>> sending, CancellationToken stop)
    {
        if (sending.Count >= lines.Connections) return;
        var lost = node.Lost; // before anything is taken
        foreach (var letter in await store.TakeAsync(lines.Connections - sending.Count, sending.Keys, stop)) sending[letter.Id] = SendAsync(letter, lost, stop);
    }

    /// <returns>False: no relay now, or no storage; so it is tried again in a while.</returns>
    private async Task<bool> SendAsync(Letter letter, CancellationToken lost, CancellationToken stop)
    {
        try
        {
            return await WriteAndSendAsync(letter, lost, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            Broken(letter.Id, fault.Message);
            return false;
        }
        catch (Exception fault)
        {
            // A template, or an address that no mail can carry: one letter's fault stops no other.
            Broken(letter.Id, fault.Message);
            await RecordAsync(letter, null, new Reply(ReplyClass.Transient, fault.Message));
            return true;
        }
    }

    private async Task<bool> WriteAndSendAsync(Letter letter, CancellationToken lost, CancellationToken stop)
    {
        if (await letters.WriteAsync(letter, stop) is not { } text)
        {
            await writer.WriteAsync((c, t) => store.FinishAsync(c, t, letter.Id, LetterState.Dropped, "settled meanwhile"), CancellationToken.None);
            return true;
        }
        if (domains.Of(letter.Address) is { } domain && await domain.TryAsync(stop, early: true) > TimeSpan.Zero)
        {
            // Spread, so that those that wait for one domain come one by one.
            var later = TimeSpan.FromSeconds(5 + (25 * Random.Shared.NextDouble()));
            await writer.WriteAsync((c, t) => LetterStore.PutOffAsync(c, t, letter.Id, clock.GetUtcNow() + later), CancellationToken.None);
            return true;
        }
        var mail = signer.Sign(LetterMail.Make(letter, text, paths.OfLetter(letter.PublicId, text.From)), letter.BegunAt);
        await using var lease = await lines.RentAsync(stop);
        if (lease is null)
        {
            // Not kept: another node may reach a relay.
            await writer.WriteAsync((c, t) => LetterStore.PutOffAsync(c, t, letter.Id, clock.GetUtcNow() + NoRelay), CancellationToken.None);
            return false;
        }
        await lease.PermitAsync(stop);
        // Another node may have it by now; if none has, the next look takes it again.
        if (lost.IsCancellationRequested) return true;
        await RecordAsync(letter, mail.MessageId, await lease.SendAsync(mail, stopping.NoMoreWaiting));
        return true;
    }

    private Task<bool> RecordAsync(Letter letter, string? messageId, Reply reply)
    {
        var tooLate = clock.GetUtcNow() - letter.BegunAt > GiveUpAfter && letter.Tries >= FewestTries;
        var hopeless = reply.Class is ReplyClass.Address or ReplyClass.Unable || (reply.Class == ReplyClass.Mailbox && reply.Permanent);
        return writer.RecordAsync<bool>(async (c, t) =>
        {
            if (reply.Class == ReplyClass.Accepted)
            {
                await store.FinishAsync(c, t, letter.Id, LetterState.Sent, reply.Kept);
                await ProveAsync(c, t, letter, messageId);
            }
            else if (hopeless || tooLate) await store.FinishAsync(c, t, letter.Id, LetterState.Failed, reply.Kept);
            else await LetterStore.DeferAsync(c, t, letter.Id, clock.GetUtcNow() + Pause(letter.Tries), reply.Kept);
            // Where a subscription moves to, or was, is not where its editions go.
            if (reply.Class == ReplyClass.Address && letter.Subscription is { } reader && letter.Kind is not (Letter.Move or Letter.Moved)) await consents.BounceAsync(c, t, reader, letter.Address, "relay");
            return true;
        }, stopping.NoMoreWaiting);
    }

    // The letter is part of the evidence: what is confirmed later was asked by it.
    private async Task ProveAsync(DbConnection c, DbTransaction t, Letter letter, string? messageId)
    {
        if (!letter.AsksToConfirm || letter.Subscription is not { } id || await SubscriptionStore.FindAsync(c, t, id) is not { } row) return;
        await log.AddAsync(c, t, row, new ConsentAct("asked", "mail") { Letter = messageId is null ? null : $"<{messageId}>" });
    }

    private static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(tries, 6))));

    [LoggerMessage(Level = LogLevel.Error, Message = "Letter {Letter} can't be written: {Fault}")]
    private partial void Broken(long letter, string fault);
}
