using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>
/// Takes back editions that will not go out: their articles wait again. A hold ends with the next cut of its newsletter and
/// cadence: what is held then, or is a draft that is too late, is folded before that cut, so that its articles are in it.
/// </summary>
internal sealed partial class Folding(EditionStore editions, Writer writer, TimeProvider clock, ILogger<Folding> log)
{
    // One that began in time is perhaps being released at this moment, by another node.
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromHours(1);

    /// <summary>Whether a draft is so late that it may not go out any more, or a release was cut off so long ago. What was made by hand never is.</summary>
    public bool IsTooLate(Newsletter newsletter, Edition edition) =>
        edition.Scheduled && clock.GetUtcNow() - edition.ReleaseAt > newsletter.Options.LateBy + (edition.State == "releasing" ? ReleaseWithin : TimeSpan.Zero);

    /// <summary>Makes room for the next cut.</summary>
    public async Task BeforeCutAsync(Newsletter newsletter, Cadence cadence, CancellationToken ct)
    {
        foreach (var edition in await editions.UnreleasedAsync(newsletter.Id, cadence, ct))
            if (edition.State == "held") await FoldAsync(newsletter, edition, "held until the next edition was cut; its articles wait for that one", ct);
            else if (IsTooLate(newsletter, edition)) await FoldLateAsync(newsletter, edition, ct);
    }

    /// <summary>A draft that is too late, or a release that was cut off and is so by now: nobody got a mail of it yet.</summary>
    public Task FoldLateAsync(Newsletter newsletter, Edition edition, CancellationToken ct) =>
        FoldAsync(newsletter, edition, "later than LateBy; its articles wait for the next", ct);

    private async Task FoldAsync(Newsletter newsletter, Edition edition, string note, CancellationToken ct)
    {
        var done = await writer.WriteAsync(async (c, t) =>
        {
            // The hold ends first: only drafts are folded.
            if (edition.State == "held") await editions.MoveAsync(c, t, edition.Id, EditionState.Held, EditionState.Draft);
            var from = edition.State == "releasing" ? EditionState.Releasing : EditionState.Draft;
            // Once its release had begun it may have deliveries: they are settled with those of all cancelled editions.
            var isPlanned = (await EditionStore.GetAsync(c, t, edition.Id)).PlannedThrough > 0;
            var to = from == EditionState.Releasing || isPlanned ? EditionState.Cancelled : EditionState.Folded;
            if (!await editions.MoveAsync(c, t, edition.Id, from, to, note)) return false;
            await Candidates.GiveBackAsync(c, t, edition.Id);
            return true;
        }, ct);
        if (done) Folded(newsletter.Slug, edition.Name, note);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Edition {Newsletter} {Edition} is folded: {Note}")]
    private partial void Folded(string newsletter, string edition, string note);
}
