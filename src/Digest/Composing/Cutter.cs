using System.Data.Common;
using Digest.Composing.Choosing;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>What a cut came to.</summary>
/// <param name="Edition">Null: nothing was recorded, because nothing new waits or another cut was faster.</param>
/// <param name="Stories">How many stories it holds or would have held.</param>
internal sealed record Cut(Edition? Edition, int Stories);

/// <summary>
/// Makes an edition of a proposal in one step: its row, its stories, what was left out, and the candidates' states. A
/// crash leaves all of it or nothing, and no article in two editions.
/// </summary>
internal sealed class Cutter(Writer writer, Fitting fitting, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>Thrown within the step, so that nothing of it stays: another cut took one of the articles.</summary>
    private sealed class TakenException : Exception;

    /// <param name="propose">Says what to publish; asked again when another cut was faster. It is rendered first: a broken template stops the cut and nothing is recorded.</param>
    /// <param name="appointment">The schedule's instants; null: by hand, to be released at once.</param>
    /// <param name="alongside">Written in the same step, given the new edition.</param>
    /// <param name="ct">Ends the cut before it is recorded.</param>
    /// <exception cref="TemplateFault">A template is broken; candidates wait on.</exception>
    public async Task<Cut> CutAsync(
        Func<Task<Proposal>> propose, Appointment? appointment, Func<DbConnection, DbTransaction, Edition, Task>? alongside, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await CutAsync(await propose(), appointment, alongside, ct);
            }
            catch (TakenException fault) when (tries == MostTries)
            {
                throw new Fault("Other cuts take the same articles again and again. Try again later.", fault);
            }
            catch (TakenException)
            {
                // What is left now is proposed next.
            }
        }
    }

    private Task<Cut> CutAsync(
        Proposal proposal, Appointment? appointment, Func<DbConnection, DbTransaction, Edition, Task>? alongside, CancellationToken ct)
    {
        var options = proposal.Newsletter.Options;
        var enough = proposal.Stories.Count >= options.MinStories || (proposal.Stories.Count == 0 && !options.SkipEmpty);
        if (appointment is null && (!enough || proposal.Stories.Count == 0)) return Task.FromResult(new Cut(null, proposal.Stories.Count));
        if (!enough) return writer.WriteAsync((c, t) => CutAsync(c, t, proposal, appointment, null, alongside), ct);
        var fitted = fitting.Fit(EditionFacts.Of(proposal, clock.GetUtcNow()), ReaderSlots.Sample, Fitting.MostAtCut);
        return writer.WriteAsync((c, t) => CutAsync(c, t, WithoutTheRest(proposal, fitted.Over), appointment, fitted.Mail.Subject, alongside), ct);
    }

    // What has no room even as a title is no part of the edition.
    private Proposal WithoutTheRest(Proposal proposal, IReadOnlyList<Story> over)
    {
        if (over.Count == 0) return proposal;
        var now = clock.GetUtcNow();
        var articles = over.SelectMany(s => s.Articles).Select(a => a.Id).ToHashSet();
        return proposal with
        {
            Stories = [.. proposal.Stories.Except(over)],
            NotFitting = [.. proposal.NotFitting, .. proposal.Chosen.Where(m => articles.Contains(m.Article)).Select(m => Carrying.Decide(m, "no room in a mail of 95 kB", proposal.Cadence, now))],
        };
    }

    private async Task<Cut> CutAsync(
        DbConnection c, DbTransaction t, Proposal proposal, Appointment? appointment, string? subject,
        Func<DbConnection, DbTransaction, Edition, Task>? alongside)
    {
        var now = clock.GetUtcNow();
        var newsletter = proposal.Newsletter;
        var n = appointment is not null ? 1 : await EditionStore.NextNumberAsync(c, t, newsletter.Id, proposal.Cadence, proposal.Date);
        var state = subject is not null ? EditionState.Draft : EditionState.Folded;
        var note = subject is not null ? null : $"{proposal.Stories.Count} new stories, MinStories is {newsletter.Options.MinStories}";
        var edition = await EditionStore.AddAsync(c, t, new NewEdition(
            newsletter.Id, proposal.Cadence, proposal.Date, n, appointment is not null, state, subject ?? "", now, appointment?.ReleaseAt ?? now, note));
        if (edition is null) return new Cut(null, 0);
        if (subject is not null)
        {
            await FreezeAsync(c, t, edition, proposal, now);
            await LeaveOutAsync(c, t, edition, proposal, now);
        }
        if (alongside is not null) await alongside(c, t, edition);
        return new Cut(edition, proposal.Stories.Count);
    }

    private static async Task FreezeAsync(DbConnection c, DbTransaction t, Edition edition, Proposal proposal, DateTimeOffset now)
    {
        await EditionStore.SetStoriesAsync(c, t, edition.Id, proposal.Stories);
        foreach (var article in proposal.Stories.SelectMany(s => s.Articles))
            if (!await Candidates.MoveAsync(c, t, edition.Newsletter, proposal.Cadence, article.Id, CandidateState.In, edition.Id, now))
                throw new TakenException();
        await MailedCorrections.FreezeAsync(c, t, edition.Id, proposal.Corrections);
    }

    private static async Task LeaveOutAsync(DbConnection c, DbTransaction t, Edition edition, Proposal proposal, DateTimeOffset now)
    {
        foreach (var (candidate, reason) in proposal.Mailed)
        {
            var to = candidate.State.ToState<CandidateState>() == CandidateState.Waiting ? CandidateState.Known : CandidateState.LetGo;
            await Candidates.MoveAsync(c, t, edition.Newsletter, proposal.Cadence, candidate.Article, to, edition.Id, now);
            await EditionStore.AddLeftOutAsync(c, t, edition.Id, candidate.Article, candidate.Url, reason);
        }
        foreach (var left in proposal.NotFitting)
        {
            var to = left.Waits ? CandidateState.Carried : CandidateState.LetGo;
            await Candidates.MoveAsync(c, t, edition.Newsletter, proposal.Cadence, left.Candidate.Article, to, edition.Id, now);
            await EditionStore.AddLeftOutAsync(c, t, edition.Id, left.Candidate.Article, left.Candidate.Url, left.Reason);
        }
    }
}
