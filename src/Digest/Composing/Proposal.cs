using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>What an edition would hold if it were cut now. Nothing is recorded yet.</summary>
/// <param name="Newsletter">Whose it is.</param>
/// <param name="Cadence">Daily or weekly: each has its own candidates.</param>
/// <param name="Date">Local date of the newsletter.</param>
/// <param name="Stories">In the order in which they are read.</param>
/// <param name="NotFitting">Candidates beyond MaxStories, or with an address too long for a mail: carried once, then let go.</param>
/// <param name="Mailed">Candidates whose story was in an earlier edition: known from now on.</param>
internal sealed record Proposal(
    Newsletter Newsletter, Cadence Cadence, DateOnly Date, IReadOnlyList<Story> Stories, IReadOnlyList<Candidate> NotFitting, IReadOnlyList<MailedBefore> Mailed);

/// <summary>Chooses stories from what waits.</summary>
internal sealed class Proposer(Database database, TimeProvider clock)
{
    private const int LongestUrl = 1000;

    /// <summary>Reads what waits and ranks it: the newest first, as many as the newsletter takes.</summary>
    /// <param name="newsletter">Whose edition.</param>
    /// <param name="cadence">Of the edition.</param>
    /// <param name="date">Its local date.</param>
    /// <param name="stableFor">How long an article's text must have stood still; zero: take it as it is.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<Proposal> ProposeAsync(Newsletter newsletter, Cadence cadence, DateOnly date, TimeSpan stableFor, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var now = clock.GetUtcNow();
        var open = await Candidates.OpenAsync(c, newsletter.Id, cadence, now - stableFor);
        // An address that is a text of its own would fill the mail: it stands there several times, and escaped.
        var tooLong = open.Where(a => a.Url.Length > LongestUrl).ToList();
        var (groups, mailed) = await StoryGrouping.OfAsync(c, newsletter.Id, cadence, [.. open.Except(tooLong)], now);
        var ranked = groups.OrderByDescending(g => g.Candidates.Max(m => m.PublishedAt)).ThenByDescending(g => g.Candidates.Max(m => m.Article)).ToList();
        var most = newsletter.Options.MaxStories;
        return new Proposal(
            newsletter, cadence, date, [.. ranked.Take(most).Select(StoryTeller.Tell)], [.. ranked.Skip(most).SelectMany(g => g.Candidates), .. tooLong], mailed);
    }
}
