using System.Globalization;

namespace Digest.World;

/// <summary>One item of an <see cref="RssFeed"/>. What is null is left out of the feed.</summary>
public sealed record RssItem
{
    // Each word repeats after a number of items of its own, so that neighbours share none: nothing here reads like the same story twice.
    private static readonly string[] Metals =
        ["Neodymium", "Gallium", "Tungsten", "Lithium", "Antimony", "Cobalt", "Graphite", "Dysprosium", "Germanium", "Nickel", "Vanadium"];

    private static readonly string[] Events =
        ["refinery reopens", "prices fall sharply", "export permits stall", "mine extends its life", "recycling trial succeeds", "buyers turn cautious", "strike ends"];

    private static readonly string[] Places =
        ["in the far north", "after a dry season", "near the coast", "under new rules", "despite full stockpiles", "as winter nears",
         "on the plateau", "before the auction", "amid port delays", "for magnet makers", "with local partners", "beyond forecasts", "at half capacity"];

    /// <summary>The guid; null leaves it out.</summary>
    public string? Id { get; init; }

    public string? Title { get; init; }

    public string? Url { get; init; }

    public DateTimeOffset? Published { get; init; }

    /// <summary>The description: HTML or text, written escaped.</summary>
    public string? Summary { get; init; }

    /// <summary>content:encoded.</summary>
    public string? Html { get; init; }

    /// <summary>dc:creator.</summary>
    public string? Author { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// A complete made-up article. The same number always gives the same one; numbers up to 1,001 differ in their titles'
    /// words, later ones still in the number that ends the address.
    /// </summary>
    public static RssItem Made(int number, string origin, DateTimeOffset published)
    {
        var name = number.ToString("0000", CultureInfo.InvariantCulture);
        var title = $"{Metals[number % Metals.Length]} {Events[number % Events.Length]} {Places[number % Places.Length]}";
        return new RssItem
        {
            Id = "made-" + name,
            Title = title,
            Url = $"{origin}/articles/{name}",
            Published = published,
            Summary = $"{title}. Report {name} tells what happened, who was there and what it changes for those who buy.",
            Author = "Markets desk",
            Categories = [Metals[number % Metals.Length]],
        };
    }
}
