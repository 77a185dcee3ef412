using System.Data.Common;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>
/// What an editor or operator decides about an edition on its way: hold, release, pause, resume, cancel. Each is one step on
/// the edition's row, and counts from its commit on, because every claim asks that row.
/// </summary>
internal sealed class EditionControl(Writer writer, EditionStore editions, Sweeper sweeper, EventLog events, TimeProvider clock)
{
    /// <summary>A draft waits, however late it becomes, until it is released.</summary>
    public Task HoldAsync(Edition edition, CancellationToken ct) => MoveAsync(edition, EditionState.Held, "held by hand", ct);

    /// <summary>It goes out as soon as a worker sees it, whatever hour was planned.</summary>
    public Task ReleaseAsync(Edition edition, CancellationToken ct) => StepAsync(edition, async (c, t, now) =>
    {
        var state = now.State.ToState<EditionState>();
        if (state == EditionState.Held) await editions.MoveAsync(c, t, now.Id, EditionState.Held, EditionState.Draft, "released by hand");
        else if (state != EditionState.Draft) throw Refused(now, "released");
        await EditionStore.ReleaseAtAsync(c, t, now.Id, clock.GetUtcNow());
    }, ct);

    /// <summary>No mail of it begins from here on; what is on its way is answered.</summary>
    public Task PauseAsync(Edition edition, CancellationToken ct) => MoveAsync(edition, EditionState.Paused, "paused by hand", ct);

    /// <summary>It goes on within seconds; refusals are counted anew.</summary>
    public Task ResumeAsync(Edition edition, CancellationToken ct) => StepAsync(edition, async (c, t, now) =>
    {
        if (!await editions.MoveAsync(c, t, now.Id, EditionState.Paused, EditionState.Released, "resumed by hand")) throw Refused(now, "resumed");
        await PolicyStop.RenewAsync(c, t, now.Id, clock.GetUtcNow());
    }, ct);

    /// <summary>Nobody else gets it. Before its release its articles wait for the next edition; after it never.</summary>
    public async Task CancelAsync(Edition edition, CancellationToken ct)
    {
        await StepAsync(edition, async (c, t, now) =>
        {
            var from = now.State.ToState<EditionState>();
            if (!EditionMachine.Allows(from, EditionState.Cancelled)) throw Refused(now, "cancelled");
            await editions.MoveAsync(c, t, now.Id, from, EditionState.Cancelled, "cancelled by hand");
            if (from is not (EditionState.Released or EditionState.Paused)) await Candidates.GiveBackAsync(c, t, now.Id);
        }, ct);
        await sweeper.EditionAsync(edition.Id, SkipReason.Cancelled, ct);
    }

    private Task MoveAsync(Edition edition, EditionState to, string note, CancellationToken ct) => StepAsync(edition, async (c, t, now) =>
    {
        var from = now.State.ToState<EditionState>();
        if (!EditionMachine.Allows(from, to)) throw Refused(now, to.Text());
        await editions.MoveAsync(c, t, now.Id, from, to, note);
    }, ct);

    private Task StepAsync(Edition edition, Func<DbConnection, DbTransaction, Edition, Task> step, CancellationToken ct) =>
        writer.WriteAsync(async (c, t) =>
        {
            await step(c, t, await EditionStore.GetAsync(c, t, edition.Id));
            var after = await EditionStore.GetAsync(c, t, edition.Id);
            await events.AddAsync(c, t, "edition_moved", edition.Newsletter, new { edition = edition.PublicId.ToString(), to = after.State, by = "command" });
        }, ct);

    private static Fault Refused(Edition edition, string what) => new($"Edition {edition.Name} is {edition.State}, so it can't be {what}.");
}
