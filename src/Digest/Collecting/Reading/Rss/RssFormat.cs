using System.Globalization;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;
using static Digest.Collecting.Reading.Markup.Vocabulary;

namespace Digest.Collecting.Reading.Rss;

/// <summary>RSS of all numbers: 0.9x and 2.0, and its relatives 0.90 and 1.0, which are RDF.</summary>
internal static class RssFormat
{
    public static bool Matches(Node root) => root.Is("rss") || root.Is("RDF") || root.Is("channel");

    public static Feed Read(Node root, Uri? address)
    {
        var channel = root.Is("channel") ? root : root.Children.FirstOrDefault(static child => child.Is("channel")) ?? root;
        var home = Home(channel, address);
        var document = WebAddress.AbsoluteUri(home, null) ?? address;
        // RSS 1.1 has a list around its items.
        var items = channel.Children.Concat(ReferenceEquals(channel, root) ? [] : root.Children)
            .SelectMany(static child => child.Is("items") ? child.Children : [child])
            .Where(static child => child.Is("item")).Take(FeedReader.MaxItems);
        return new Feed
        {
            Format = root.Is("RDF") ? FeedFormat.Rdf : FeedFormat.Rss,
            Title = RssItem.Title(channel, Core, Dublin, Vocabulary.Atom),
            Home = home,
            Language = TextCleaning.Line(channel.Value("language", Core, Dublin) ?? root.Attribute("lang"), 35),
            PollEvery = PollEvery(channel),
            SkipHours = [.. Skipped(channel, "skipHours", "hour").Select(static hour => Number(hour) % 24 ?? (hour == "0" ? 0 : -1)).Where(static hour => hour >= 0)],
            SkipDays = [.. Skipped(channel, "skipDays", "day").Select(static day => Enum.TryParse<DayOfWeek>(day, ignoreCase: true, out var found) && !char.IsDigit(day[0]) ? found : (DayOfWeek?)null).OfType<DayOfWeek>()],
            Items = [.. items.Select(item => RssItem.Read(item, document))],
        };
    }

    private static string? Home(Node channel, Uri? address)
    {
        var @base = channel.Base(address);
        foreach (var link in channel.All("link", Core, Vocabulary.Atom))
            if (link.Attribute("rel") is null or "alternate"
                && WebAddress.Absolute(link.Trimmed ?? link.Attribute("href"), @base) is { } home)
                return home;
        return null;
    }

    private static TimeSpan? PollEvery(Node channel)
    {
        if (Number(channel.Value("ttl", Core)) is { } minutes)
            return TimeSpan.FromMinutes(minutes);
        double? days = channel.Value("updatePeriod", Syndication)?.ToLowerInvariant() switch
        {
            "hourly" => 1 / 24.0,
            "daily" => 1,
            "weekly" => 7,
            "monthly" => 30,
            "yearly" => 365,
            _ => null,
        };
        return days is { } period ? TimeSpan.FromDays(period / (Number(channel.Value("updateFrequency", Syndication)) ?? 1)) : null;
    }

    private static IEnumerable<string> Skipped(Node channel, string list, string entry) =>
        channel.First(list, Core)?.All(entry, Core).Select(static node => node.Trimmed).OfType<string>().Take(24) ?? [];

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000_000 ? number : null;
}
