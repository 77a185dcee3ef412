using System.Text.Json;
using System.Text.Json.Serialization;

namespace Digest.Commands.Demo;

/// <summary>One invented piece of news, as it stands in <c>site/articles.json</c>, newest first.</summary>
internal sealed record SampleArticle
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Byline { get; init; }

    /// <summary>Age when the site starts.</summary>
    public required double HoursAgo { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    public static IReadOnlyList<SampleArticle> All()
    {
        return JsonSerializer.Deserialize<List<SampleArticle>>(SampleFile.Read("articles.json"), Json)
            ?? throw new InvalidOperationException("The sample site has no articles.");
    }
}
