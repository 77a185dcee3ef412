using Digest.Composing.Choosing;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>A candidate that an edition has no room for.</summary>
/// <param name="Candidate">What it is.</param>
/// <param name="Reason">Why, for an editor.</param>
/// <param name="Waits">Whether it may stand in the next one; else it is let go.</param>
internal sealed record LeftOut(Candidate Candidate, string Reason, bool Waits);

/// <summary>What an edition would hold if it were cut now. Nothing is recorded yet.</summary>
internal sealed record Proposal
{
    public required Newsletter Newsletter { get; init; }
    public Cadence Cadence { get; init; }

    /// <summary>Local date of the newsletter.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>In the order in which they are read.</summary>
    public required IReadOnlyList<Story> Stories { get; init; }

    /// <summary>Beyond what the newsletter takes: carried to the next edition once while fresh, else let go.</summary>
    public IReadOnlyList<LeftOut> NotFitting { get; init; } = [];

    /// <summary>Candidates whose story was in an earlier edition: known from now on.</summary>
    public IReadOnlyList<MailedBefore> Mailed { get; init; } = [];

    public IReadOnlyList<OpenCorrection> Corrections { get; init; } = [];

    /// <summary>All candidates of its stories.</summary>
    public IReadOnlyList<Candidate> Chosen { get; init; } = [];
}

/// <summary>Chooses stories from what waits.</summary>
internal sealed class Proposer(Database database, TimeProvider clock)
{
    /// <summary>Reads what waits, groups it into stories and ranks them: the best ones, as many as the newsletter takes.</summary>
    /// <param name="newsletter">Whose edition.</param>
    /// <param name="cadence">Daily or weekly.</param>
    /// <param name="date">Its local date.</param>
    /// <param name="stableFor">How long an article's text must have stood still; zero: take it as it is.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<Proposal> ProposeAsync(Newsletter newsletter, Cadence cadence, DateOnly date, TimeSpan stableFor, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var now = clock.GetUtcNow();
        var open = await Candidates.OpenAsync(c, newsletter.Id, cadence, now - stableFor);
        // An address that is a text of its own would fill the mail: it stands there several times, and escaped.
        var tooLong = open.Where(a => a.Url.Length > Story.LongestUrl).ToList();
        var (groups, mailed) = await StoryGrouping.OfAsync(c, newsletter.Id, cadence, [.. open.Except(tooLong)], now);
        var ranked = Ranking.Rank(groups, cadence, now);
        var chosen = ranked.Take(newsletter.Options.MaxStories).ToList();
        return new Proposal
        {
            Newsletter = newsletter,
            Cadence = cadence,
            Date = date,
            Stories = Sections.Order(chosen.Select((r, i) => StoryTeller.Tell(r.Group) with { Rank = i + 1, Why = r.Why })),
            NotFitting =
            [
                .. ranked.Skip(chosen.Count).SelectMany(r => r.Group.Candidates).Select(m => Carrying.Decide(m, "beyond MaxStories", cadence, now)),
                .. tooLong.Select(m => new LeftOut(m, $"its address is longer than {Story.LongestUrl} characters; let go", Waits: false)),
            ],
            Mailed = mailed,
            Corrections = await MailedCorrections.OpenAsync(c, newsletter.Id, cadence, now),
            Chosen = [.. chosen.SelectMany(r => r.Group.Candidates)],
        };
    }
}
