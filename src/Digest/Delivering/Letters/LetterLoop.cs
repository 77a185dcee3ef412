using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Delivering.Letters;

/// <summary>
/// Sends due letters, looking every second. A letter is sent and then recorded: a crash between the two sends it again,
/// under the same Message-ID. Retried for a day; a refused one is given up.
/// </summary>
internal sealed partial class LetterLoop(
    LetterStore store, LetterWriter letters, OperatorLetters operators, Lines lines, Writer writer, Consents consents, Stopping stopping, TimeProvider clock,
    ILogger<LetterLoop> log) : IWorkerPart
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            await operators.WriteAsync(stop);
            for (var due = await store.DueAsync(stop); due.Count > 0; due = await store.DueAsync(stop))
                if (!await SendAsync(due, stop)) break;
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    // A few at once, as many as there are connections; false: no relay now, so it is tried again in a while.
    private async Task<bool> SendAsync(IReadOnlyList<Letter> due, CancellationToken ct)
    {
        var reachable = true;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = lines.Connections, CancellationToken = ct }, async (letter, token) =>
        {
            if (!await SendAsync(letter, token)) reachable = false;
        });
        return reachable;
    }

    private async Task<bool> SendAsync(Letter letter, CancellationToken ct)
    {
        try
        {
            if (await letters.WriteAsync(letter, ct) is not { } text)
            {
                await writer.WriteAsync((c, t) => store.FinishAsync(c, t, letter.Id, LetterState.Dropped, "settled meanwhile"), CancellationToken.None);
                return true;
            }
            await using var lease = await lines.RentAsync(ct);
            if (lease is null) return false;
            await RecordAsync(letter, await lease.Line.SendAsync(LetterMail.Make(letter, text), stopping.NoMoreWaiting));
        }
        catch (TemplateFault fault)
        {
            Broken(letter.Id, fault.Message);
            await RecordAsync(letter, new Reply(ReplyClass.Transient, fault.Message));
        }
        return true;
    }

    private Task<bool> RecordAsync(Letter letter, Reply reply)
    {
        var tooLate = clock.GetUtcNow() - letter.CreatedAt > GiveUpAfter;
        var hopeless = reply.Class is ReplyClass.Address or ReplyClass.Unable || (reply.Class == ReplyClass.Mailbox && reply.Permanent);
        if (reply.Class == ReplyClass.Rate) lines.Slow();
        return writer.RecordAsync<bool>(async (c, t) =>
        {
            if (reply.Class == ReplyClass.Accepted) await store.FinishAsync(c, t, letter.Id, LetterState.Sent, reply.Kept);
            else if (hopeless || tooLate) await store.FinishAsync(c, t, letter.Id, LetterState.Failed, reply.Kept);
            else await LetterStore.DeferAsync(c, t, letter.Id, clock.GetUtcNow() + Pause(letter.Tries), reply.Kept);
            if (reply.Class == ReplyClass.Address && letter.Subscription is { } reader) await consents.BounceAsync(c, t, reader, "relay");
            return true;
        }, stopping.NoMoreWaiting);
    }

    private static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(tries, 6))));

    [LoggerMessage(Level = LogLevel.Error, Message = "Letter {Letter} can't be written: {Fault}")]
    private partial void Broken(long letter, string fault);
}
