using System.Text.Json;

namespace Digest.Composing;

/// <summary>One article of a story: who reported it, and where.</summary>
internal sealed record StoryArticle(long Id, string Source, string Title, string Url);

/// <summary>What a digest shows as one thing: one or more articles that report the same. Frozen by the cut.</summary>
internal sealed record Story
{
    /// <summary>A longer address is a text of its own, which would fill the mail.</summary>
    public const int LongestUrl = 1000;

    private const int MostOthers = 8;

    public required string Title { get; init; }
    public required string Url { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required string Summary { get; init; }
    public IReadOnlyList<string> Highlights { get; init; } = [];
    public string? Image { get; init; }
    /// <summary>Minutes it takes to read the article; 0: unknown.</summary>
    public int Minutes { get; init; }
    /// <summary>The section it stands in, as its source has it for this newsletter; empty: none.</summary>
    public string Topic { get; init; } = "";

    public required IReadOnlyList<StoryArticle> Articles { get; init; }

    /// <summary>Who else reports it, each once and not all of a crowd.</summary>
    public IEnumerable<StoryArticle> Others() => Articles.Skip(1).Where(a => a.Source != Source).DistinctBy(a => a.Source).Take(MostOthers);

    /// <summary>Its place by worth, 1 the best: the last ones become titles where a mail would grow too long.</summary>
    public int Rank { get; init; }

    /// <summary>Why it has that place, for an editor.</summary>
    public string Why { get; init; } = "";

    /// <summary>Kept at the top by an editor.</summary>
    public bool Pinned { get; init; }

    /// <summary>Why its articles stand together, for an editor; null: there is one.</summary>
    public string? Reason { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static Story FromJson(string json) =>
        JsonSerializer.Deserialize<Story>(json) ?? throw new InvalidOperationException("A story's facts are null.");
}
