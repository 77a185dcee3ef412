using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Digest.Collecting.Polling;

/// <summary>What a source brings, and how often; what is odd about it is a note for people.</summary>
/// <param name="Gap">The usual time between two articles; zero: not known.</param>
/// <param name="NewestAt">When its latest article came.</param>
/// <param name="ItemsUsual">How many items it usually holds.</param>
/// <param name="Note">Silent or thin; null: as usual.</param>
internal sealed record Yield(TimeSpan Gap, DateTimeOffset? NewestAt, double ItemsUsual, string? Note)
{
    private const int GapsOfSilence = 10;
    private const double New = 0.1;
    private const int Enough = 6;
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromDays(7);

    private const string SelectTimes = """
        select published_at, first_seen_at, arrival from article where source = @source order by first_seen_at desc, id desc limit 100
        """;

    /// <summary>Of a source that holds what it held.</summary>
    public static Yield Unchanged(Source source, DateTimeOffset now) =>
        new(Slower(TimeSpan.FromMilliseconds(source.UsualGap), source.NewestAt, now), source.NewestAt, source.ItemsUsual,
            Silence(TimeSpan.FromMilliseconds(source.UsualGap), source.NewestAt, now) ?? (source.Note is { } note && !note.StartsWith(Silent, StringComparison.Ordinal) ? note : null));

    /// <summary>Of one that was read, its articles being stored.</summary>
    public static async Task<Yield> OfAsync(DbConnection c, DbTransaction t, Source source, Feed feed, DateTimeOffset now)
    {
        var times = (await c.QueryAsync<Times>(SelectTimes, new { source = source.Id }, t)).AsList();
        // What a flood or the first look brought says when it was published; what came later, when it came.
        var articles = times.Where(a => a.Arrival != "flood").Select(a => a.Arrival == "first" ? a.PublishedAt : a.FirstSeenAt).ToList();
        var newest = articles.Count == 0 ? (DateTimeOffset?)null : articles.Max();
        var gap = Rhythm.Gap(now, articles);
        var usual = source.ItemsUsual == 0 ? feed.Items.Count : source.ItemsUsual + (feed.Items.Count - source.ItemsUsual) * New;
        return new Yield(gap, newest, usual, Silence(gap, newest, now) ?? Thinness(source.ItemsUsual, feed.Items.Count));
    }

    private const string Silent = "silent";

    // While nothing comes, the pace slackens by itself.
    private static TimeSpan Slower(TimeSpan gap, DateTimeOffset? newest, DateTimeOffset now) => gap != TimeSpan.Zero && newest is { } last && now - last > gap ? now - last : gap;

    private static string? Silence(TimeSpan gap, DateTimeOffset? newest, DateTimeOffset now)
    {
        var usual = gap * GapsOfSilence;
        return newest is { } last && gap != TimeSpan.Zero && now - last > (usual > ShortestSilence ? usual : ShortestSilence)
            ? $"{Silent}: nothing new since {last:yyyy-MM-dd}" : null;
    }

    private static string? Thinness(double usual, int items) => usual >= Enough && items * 2 < usual
        ? string.Create(CultureInfo.InvariantCulture, $"thin: {items} items, usually {usual:0}") : null;

    private sealed record Times
    {
        public required DateTimeOffset PublishedAt { get; init; }
        public required DateTimeOffset FirstSeenAt { get; init; }
        public required string Arrival { get; init; }
    }
}
