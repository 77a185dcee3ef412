namespace Digest.Collecting.Stories;

/// <summary>
/// Grows groups, the most alike first (average linkage): two join when the pairs across them are alike in the mean and none is opposed.
/// A chain of neighbours does not make a story.
/// </summary>
internal sealed class Linkage
{
    // So many speak for a group, its first: what hundreds reported needs no more.
    private const int Speakers = 5;

    private readonly IReadOnlyList<WeighedArticle> articles;
    private readonly Members[] groups;

    public Linkage(IReadOnlyList<WeighedArticle> articles)
    {
        this.articles = articles;
        groups = [.. Enumerable.Range(0, articles.Count).Select(i => new Members([i]))];
    }

    public IEnumerable<StoryGroup> Groups => groups.Distinct().Select(group =>
        new StoryGroup([.. group.Positions.Order().Select(i => articles[i].Article.Id)], group.Positions.Count == 1 ? null : string.Join("; ", group.Reasons)));

    /// <summary>Joins what is one for sure.</summary>
    public void Join(IReadOnlyList<int> copies, string reason)
    {
        foreach (var copy in copies.Skip(1))
            if (Merge(copies[0], copy) is { } joined) joined.Sure.Add(reason);
    }

    /// <summary>Joins the groups of two articles when the groups are alike.</summary>
    public void JoinIfAlike(int first, int second)
    {
        if (ReferenceEquals(groups[first], groups[second])) return;
        var (count, sum) = (0, 0.0);
        foreach (var mine in groups[first].Positions.Take(Speakers))
            foreach (var theirs in groups[second].Positions.Take(Speakers))
            {
                var (older, newer) = mine < theirs ? (mine, theirs) : (theirs, mine);
                var likeness = Likeness.MayBeOne(articles[older].Words, articles[newer].Words) ? Likeness.Of(articles[older], articles[newer]) : null;
                if (likeness is not { IsOpposed: false }) return;
                sum += likeness.Strength;
                count++;
            }
        if (sum < count * (count == 1 ? Likeness.Enough : Likeness.EnoughAmongMany) || Merge(first, second) is not { } joined) return;
        // The pair that came first is the most alike, so its reason stands for all.
        joined.Event ??= Likeness.Of(articles[Math.Min(first, second)], articles[Math.Max(first, second)]).Reason;
    }

    // The smaller goes into the larger; null: they were one.
    private Members? Merge(int first, int second)
    {
        var (large, small) = (groups[first], groups[second]);
        if (ReferenceEquals(large, small)) return null;
        if (large.Positions.Count < small.Positions.Count) (large, small) = (small, large);
        foreach (var position in small.Positions) groups[position] = large;
        large.Positions.AddRange(small.Positions);
        large.Sure.UnionWith(small.Sure);
        large.Event ??= small.Event;
        return large;
    }

    private sealed class Members(List<int> positions)
    {
        public List<int> Positions { get; } = positions;

        /// <summary>Why some of them are one without a doubt.</summary>
        public SortedSet<string> Sure { get; } = new(StringComparer.Ordinal);

        /// <summary>Why the two most alike are one; null: all are one for sure.</summary>
        public string? Event { get; set; }

        public IEnumerable<string> Reasons => Event is null ? Sure : Sure.Append(Event);
    }
}
