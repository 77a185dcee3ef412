using Digest.Delivering.Replies;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Enters what senders bring. The usual ones (the mail was taken, the next is sent for the first time or again) are entered
/// together, all that wait, by a few statements for all: a statement a mail would cost more than the mail. Whatever is out of
/// the ordinary takes the long way, alone. Both ways keep the same rules, and an entry is durable when its sender hears of it.
/// </summary>
internal sealed class Moves(Writer writer, Claims claims, Answers answers, ManyMoves many, TimeProvider clock)
{
    private readonly Lock gate = new();
    private List<Waiting> waiting = [];
    private bool atWork;

    /// <exception cref="System.Data.Common.DbException">Nothing of it was written.</exception>
    public async Task<Moved> EnterAsync(Move move)
    {
        if (!IsUsual(move)) return await AloneAsync(move);
        var entry = new Waiting(move);
        bool first;
        lock (gate)
        {
            waiting.Add(entry);
            (first, atWork) = (!atWork, true);
        }
        if (first) _ = Task.Run(WorkAsync); // whose faults all go to those who wait; no sender does the others' work
        var moved = await entry.Done.Task;
        // Its answer is written; why the next may not be sent, or not by this run, is asked alone.
        return moved ?? await AloneAsync(move with { Last = null });
    }

    private bool IsUsual(Move move) =>
        move.Last is null or { Reply.Class: ReplyClass.Accepted }
        && (move.Next is null || move.Next.State == "in_doubt" || clock.GetUtcNow() <= move.Next.ExpiresAt);

    private Task<Moved> AloneAsync(Move move) => writer.WriteBesideAsync(async (c, t) =>
    {
        var retry = move.Last is { } last ? await answers.WriteAsync(c, t, last.Delivery, move.Run, last.Claim, last.Reply) : null;
        return new Moved(move.Next is { } next ? await claims.ClaimAsync(c, t, next, move.Run) : null, retry);
    });

    // Those who come while a group is being written are the next one.
    private async Task WorkAsync()
    {
        while (Group() is { Count: > 0 } group)
        {
            try
            {
                var moved = await writer.WriteBesideAsync((c, t) => many.EnterAsync(c, t, group.ConvertAll(w => w.Move)));
                foreach (var (entry, one) in group.Zip(moved)) entry.Done.SetResult(one);
            }
            catch (Exception fault)
            {
                // Each of them hears of it.
                foreach (var entry in group) entry.Done.SetException(fault);
            }
        }
    }

    private List<Waiting> Group()
    {
        lock (gate)
        {
            var group = waiting;
            waiting = [];
            atWork = group.Count > 0;
            return group;
        }
    }

    private sealed record Waiting(Move Move)
    {
        /// <summary>Null: the claim is to be asked for alone.</summary>
        public TaskCompletionSource<Moved?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
