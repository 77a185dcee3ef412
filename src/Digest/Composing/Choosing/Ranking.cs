using System.Globalization;

namespace Digest.Composing.Choosing;

/// <summary>A group of candidates with its worth.</summary>
/// <param name="Group">What would be one story.</param>
/// <param name="Score">Larger is better; only comparable within one ranking.</param>
/// <param name="Why">How it came to that, for an editor.</param>
internal sealed record RankedGroup(CandidateGroup Group, double Score, string Why);

/// <summary>
/// Orders stories by worth: fresh before old, what many report before what one does, sources by their weight. Of several
/// topics none fills the edition alone: each further story of the same topic counts a little less.
/// </summary>
internal static class Ranking
{
    private const double PerDoubling = 0.4;
    private const double SameTopic = 0.93;

    /// <param name="groups">In any order.</param>
    /// <param name="cadence">What is fresh for a week is old for a day.</param>
    /// <param name="now">The instant of the cut.</param>
    /// <returns>The best first.</returns>
    public static IReadOnlyList<RankedGroup> Rank(IReadOnlyList<CandidateGroup> groups, Cadence cadence, DateTimeOffset now)
    {
        var halfLife = cadence == Cadence.Weekly ? TimeSpan.FromDays(7) : TimeSpan.FromDays(1);
        var topics = groups.Select(g => Score(g, halfLife, now))
            .OrderByDescending(r => r.Score).ThenByDescending(r => Newest(r.Group)).ThenByDescending(r => r.Group.Candidates.Max(c => c.Article))
            .GroupBy(r => TopicOf(r.Group), StringComparer.OrdinalIgnoreCase).Select(g => new Queue<RankedGroup>(g)).ToList();
        return topics.Count == 1 ? [.. topics[0]] : Interleave(topics, groups.Count);
    }

    /// <summary>The topic of its first report that has one; empty: none has.</summary>
    public static string TopicOf(CandidateGroup group) => group.Candidates.Select(c => c.Topic).FirstOrDefault(t => t.Length > 0, "");

    private static RankedGroup Score(CandidateGroup group, TimeSpan halfLife, DateTimeOffset now)
    {
        var age = Math.Max(0, (now - Newest(group)).TotalHours);
        var fresh = Math.Pow(0.5, age / halfLife.TotalHours);
        var sources = group.Candidates.DistinctBy(c => c.SourceId).Count();
        var many = 1 + (PerDoubling * Math.Log2(sources));
        var weight = group.Candidates.Max(c => c.Weight);
        var why = string.Create(CultureInfo.InvariantCulture, $"{fresh * many * weight:0.00} = {fresh:0.00} for {age:0} h × {many:0.00} for {sources} {(sources == 1 ? "source" : "sources")} × weight {weight:0.##}");
        return new RankedGroup(group, fresh * many * weight, why);
    }

    private static DateTimeOffset Newest(CandidateGroup group) => group.Candidates.Max(c => c.PublishedAt);

    // Each queue is in order, so the next one is the best of their heads.
    private static List<RankedGroup> Interleave(List<Queue<RankedGroup>> topics, int count)
    {
        var ranked = new List<RankedGroup>(count);
        var worth = topics.ToDictionary(t => t, _ => 1.0);
        while (topics.Count > 0)
        {
            var best = topics.MaxBy(t => (t.Peek().Score * worth[t], Newest(t.Peek().Group)))!;
            ranked.Add(best.Dequeue());
            worth[best] *= SameTopic;
            if (best.Count == 0) topics.Remove(best);
        }
        return ranked;
    }
}
