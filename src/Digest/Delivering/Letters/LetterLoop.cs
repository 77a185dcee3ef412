using Digest.Delivering.Relays;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Delivering.Letters;

/// <summary>
/// Sends due letters, looking every second. A letter is sent and then recorded: a crash between the two sends it again,
/// under the same Message-ID. Retried for a day; a refused one is given up.
/// </summary>
internal sealed partial class LetterLoop(
    LetterStore store, LetterWriter letters, OperatorLetters operators, Lines lines, Writer writer, Stopping stopping, TimeProvider clock,
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
            await RecordAsync(letter, new Reply(ReplyKind.Temporary, fault.Message));
        }
        return true;
    }

    private Task RecordAsync(Letter letter, Reply reply)
    {
        var answer = reply.Text.Length > 500 ? reply.Text[..500] : reply.Text;
        var tooLate = clock.GetUtcNow() - letter.CreatedAt > GiveUpAfter;
        return writer.WriteAsync((c, t) => reply.Kind switch
        {
            ReplyKind.Accepted => store.FinishAsync(c, t, letter.Id, LetterState.Sent, answer),
            ReplyKind.Permanent => store.FinishAsync(c, t, letter.Id, LetterState.Failed, answer),
            _ when tooLate => store.FinishAsync(c, t, letter.Id, LetterState.Failed, answer),
            _ => LetterStore.DeferAsync(c, t, letter.Id, clock.GetUtcNow() + Pause(letter.Tries), answer),
        }, CancellationToken.None);
    }

    private static TimeSpan Pause(int tries) => TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(tries, 6))));

    [LoggerMessage(Level = LogLevel.Error, Message = "Letter {Letter} can't be written: {Fault}")]
    private partial void Broken(long letter, string fault);
}
