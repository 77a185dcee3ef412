using System.Collections.Concurrent;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Releases an edition: variants are rendered and stored, deliveries planned, and only then is it released, in one commit.
/// Nothing can be claimed before. Cut off at any point it goes on from the rows.
/// </summary>
internal sealed partial class Releaser(
    Writer writer, EditionStore editions, NewsletterStore newsletters, VariantMaker variants, Planner planner, Batches batches, DeliveringOptions options,
    Choices choices, Finisher finisher, Folding folding, OperatorEvents operators, TimeProvider clock, ILogger<Releaser> log)
{
    private readonly ConcurrentDictionary<long, bool> underWay = new();

    /// <summary>
    /// Releases it if it may be: a scheduled one that is too late is taken back, one with a broken template held. While it is
    /// being released by another call of this process, that one does it, and this one returns at once.
    /// </summary>
    public async Task ReleaseAsync(Edition edition, IScheduler scheduler, CancellationToken ct)
    {
        if (!underWay.TryAdd(edition.Id, true)) return;
        try
        {
            if (await editions.FindAsync(edition.Id, ct) is { State: "draft" or "releasing" } now) await GoOnAsync(now, scheduler, ct);
        }
        finally
        {
            underWay.TryRemove(edition.Id, out _);
        }
    }

    private async Task GoOnAsync(Edition edition, IScheduler scheduler, CancellationToken ct)
    {
        var newsletter = (await newsletters.AllAsync(ct)).FirstOrDefault(n => n.Id == edition.Newsletter);
        if (newsletter is null) return;
        if (folding.IsTooLate(newsletter, edition))
        {
            await folding.FoldLateAsync(newsletter, edition, ct);
            return;
        }
        // Before the release begins: it is for who reads it then.
        if (edition.State == "draft" && newsletter.Options.WeeklyOn is null) await EndWeeklyAsync(newsletter, ct);
        if (edition.State == "draft" && !await BeginAsync(edition, ct)) return;
        Begins(newsletter.Slug, edition.Name);
        if (!await FreezeAsync(edition, newsletter, ct)) return;
        await planner.PlanAsync(edition, DueTimes.Of(newsletter, edition), ct);
        if (!await writer.WriteAsync((c, t) => editions.MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Released), ct)) return;
        var now = clock.GetUtcNow();
        await WakeUps.AddAsync(scheduler, (await batches.OpenOfAsync(edition.Id, ct)).Select(b => (b.Batch, b.Due > now ? b.Due : now)), ct);
        Released(newsletter.Slug, edition.Name);
        await finisher.TryFinishAsync(edition.Id, ct);
    }

    // Without a weekly edition its readers get the daily one, and what waits for it would be old news if one is made again.
    private async Task EndWeeklyAsync(Newsletter newsletter, CancellationToken ct)
    {
        while (await writer.WriteAsync((c, t) => choices.TakeDailyAsync(c, t, newsletter.Id), ct)) ct.ThrowIfCancellationRequested();
        await writer.WriteAsync((c, t) => Candidates.LetGoAsync(c, t, newsletter.Id, Cadence.Weekly, clock.GetUtcNow()), ct);
    }

    private Task<bool> BeginAsync(Edition edition, CancellationToken ct) => writer.WriteAsync(async (c, t) =>
    {
        if (!await editions.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing)) return false;
        await VariantStore.ForgetAsync(c, t, edition.Id);
        return true;
    }, ct);

    private async Task<bool> FreezeAsync(Edition edition, Newsletter newsletter, CancellationToken ct)
    {
        try
        {
            var now = await editions.FindAsync(edition.Id, ct) ?? edition;
            await variants.FreezeAsync(newsletter, now, options.MaxVariants, ct);
            return true;
        }
        catch (TemplateFault fault)
        {
            await writer.WriteAsync((c, t) => editions.MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Held, fault.Message), ct);
            Held(newsletter.Slug, edition.Name, fault.Message);
            await operators.TellAsync(newsletter.Id, $"held:{edition.PublicId}", $"The edition {edition.Name} of {newsletter.Name} is held",
                fault.Message, "Mend the template, then release the edition.", ct);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Edition {Newsletter} {Edition} is being released")]
    private partial void Begins(string newsletter, string edition);

    [LoggerMessage(Level = LogLevel.Information, Message = "Edition {Newsletter} {Edition} is released")]
    private partial void Released(string newsletter, string edition);

    [LoggerMessage(Level = LogLevel.Error, Message = "Edition {Newsletter} {Edition} is held: {Fault}")]
    private partial void Held(string newsletter, string edition, string fault);
}
