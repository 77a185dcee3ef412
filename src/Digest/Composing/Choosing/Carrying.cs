using Digest.Storage;

namespace Digest.Composing.Choosing;

/// <summary>What becomes of an article that an edition has no room for: it waits for the next one, once, while it is fresh.</summary>
internal static class Carrying
{
    /// <param name="candidate">Waiting or carried.</param>
    /// <param name="why">What there was no room in, for an editor.</param>
    /// <param name="cadence">What is fresh for a week is old for a day.</param>
    /// <param name="now">The instant of the cut.</param>
    public static LeftOut Decide(Candidate candidate, string why, Cadence cadence, DateTimeOffset now)
    {
        if (candidate.State.ToState<CandidateState>() == CandidateState.Carried) return new LeftOut(candidate, $"{why} a second time; let go", Waits: false);
        var fresh = cadence == Cadence.Weekly ? TimeSpan.FromDays(8) : TimeSpan.FromHours(36);
        // Fresh is what came lately: what its publisher dates back is news to us all the same.
        return now - candidate.At <= fresh
            ? new LeftOut(candidate, $"{why}; carried to the next edition", Waits: true)
            : new LeftOut(candidate, $"{why}, and it came more than {fresh.TotalHours:0} h ago; let go", Waits: false);
    }
}
