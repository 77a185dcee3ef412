using Digest.Composing.Choosing;
using Digest.Storage;

namespace Digest.Composing.Review;

/// <summary>
/// An edition before its release, as an editor changes it. Every change gives a new draft; nothing is stored. Stories are numbered
/// as they are read, from 1. What was dropped is let go, what was added is in.
/// </summary>
internal sealed record Draft
{
    private const int LongestTitle = 500;
    private const int LongestText = 5_000;

    public required IReadOnlyList<Story> Stories { get; init; }
    public string Introduction { get; init; } = "";
    public string Notice { get; init; } = "";

    /// <summary>Null: the template makes it.</summary>
    public string? Subject { get; init; }

    /// <summary>Articles that no story of it holds any more.</summary>
    public IReadOnlyList<StoryArticle> Dropped { get; init; } = [];

    /// <summary>Articles that it did not hold before.</summary>
    public IReadOnlyList<long> Added { get; init; } = [];

    /// <exception cref="Fault">There is no such story.</exception>
    public Story At(int number) => number >= 1 && number <= Stories.Count ? Stories[number - 1]
        : throw new Fault($"There is no story {number}: the edition has {Stories.Count}, numbered as 'digest edition show' lists them.");

    public Draft Drop(int number) => Stories.Count == 1 ? throw new Fault("It is the only story. Cancel the edition instead: digest edition cancel.") : this with { Stories = [.. Stories.Where(s => s != At(number))], Dropped = [.. Dropped, .. At(number).Articles] };

    /// <summary>From then on the order is the editor's: the last ones become titles where room ends. Pinned ones stay first, sections together.</summary>
    public Draft Move(int number, int to)
    {
        var story = At(number);
        _ = At(to);
        var order = Stories.Where(s => s != story).ToList();
        order.Insert(to - 1, story);
        return this with { Stories = Ordered(order) };
    }

    /// <summary>It stands first and stays there; no longer pinned, it is the first of the others.</summary>
    /// <exception cref="Fault">There is no such story, or it is not pinned.</exception>
    public Draft Pin(int number, bool pinned)
    {
        var story = At(number);
        if (!pinned && !story.Pinned) throw new Fault($"Story {number} is not pinned.");
        return this with { Stories = Ordered([story with { Pinned = pinned }, .. Stories.Where(s => s != story).OrderBy(s => s.Rank)]) };
    }

    /// <summary>The first one tells, the others are named: "Also in".</summary>
    public Draft Merge(IReadOnlyList<int> numbers)
    {
        var merged = numbers.Distinct().Select(At).ToList();
        if (merged.Count < 2) throw new Fault("Merging needs two stories or more.");
        var one = merged[0] with
        {
            Articles = [.. merged.SelectMany(s => s.Articles).DistinctBy(a => a.Id)],
            Rank = merged.Min(s => s.Rank),
            Reason = "merged by the editor",
        };
        return this with { Stories = Ordered([.. Stories.Select(s => s == merged[0] ? one : s).Where(s => !merged.Contains(s)).OrderBy(s => s.Rank)]) };
    }

    /// <summary>Each article is a story of its own again.</summary>
    /// <param name="number">The story.</param>
    /// <param name="parts">Its articles, each told by itself.</param>
    public Draft Split(int number, IReadOnlyList<Story> parts)
    {
        var story = At(number);
        if (story.Articles.Count < 2) throw new Fault($"Story {number} has one article: there is nothing to split.");
        return this with
        {
            Stories = Ordered([.. Stories.OrderBy(s => s.Rank).SelectMany(s => s != story ? [s] : parts.Select((p, i) => p with { Rank = s.Rank, Title = i == 0 ? s.Title : p.Title, Why = "split by the editor" }))]),
        };
    }

    public Draft Retitle(int number, string title)
    {
        var line = OneLine(title, "A title", LongestTitle);
        if (line.Length == 0) throw new Fault("A title needs some text.");
        return this with { Stories = [.. Stories.Select(s => s == At(number) ? s with { Title = line } : s)] };
    }

    /// <summary>At the end of its section.</summary>
    public Draft Add(Story story) => this with
    {
        Stories = Ordered([.. Stories.OrderBy(s => s.Rank), story with { Rank = Stories.Count + 1, Why = "added by the editor" }]),
        Added = [.. Added, .. story.Articles.Select(a => a.Id)],
    };

    public Draft Introduce(string text) => this with { Introduction = Text(text, "An introduction") };

    public Draft Note(string text) => this with { Notice = Text(text, "A notice") };

    /// <param name="subject">Empty: the template makes it again.</param>
    public Draft Name(string subject) => this with { Subject = OneLine(subject, "A subject", LongestTitle) is { Length: > 0 } line ? line : null };

    private static IReadOnlyList<Story> Ordered(IReadOnlyList<Story> byRank) =>
        Sections.Order(byRank.OrderByDescending(s => s.Pinned).Select((s, i) => s with { Rank = i + 1 }));

    private static string OneLine(string text, string what, int longest)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : throw new Fault($"{what} has at most {longest} characters; this one has {line.Length}.");
    }

    private static string Text(string text, string what)
    {
        var trimmed = text.ReplaceLineEndings("\n").Trim();
        return trimmed.Length <= LongestText ? trimmed : throw new Fault($"{what} has at most {LongestText} characters; this one has {trimmed.Length}.");
    }
}
