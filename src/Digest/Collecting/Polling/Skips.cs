using System.Globalization;

namespace Digest.Collecting.Polling;

/// <summary>Hours and days in GMT at which a publisher wants no look (<c>skipHours</c> and <c>skipDays</c> of RSS).</summary>
internal sealed record Skips(IReadOnlyCollection<int> Hours, IReadOnlyCollection<DayOfWeek> Days)
{
    public static readonly Skips None = new([], []);

    private bool IsEmpty => Hours.Count == 0 && Days.Count == 0;

    public static Skips Of(Feed feed) => new([.. feed.SkipHours.Distinct().Order()], [.. feed.SkipDays.Distinct().Order()]);

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    public static Skips Parse(string text)
    {
        var parts = text.Split(';');
        return parts is [var hours, var days]
            ? new([.. Numbers(hours)], [.. Numbers(days).Select(static day => (DayOfWeek)day)]) : None;
    }

    /// <summary>The first instant from <paramref name="at"/> on that is not to be skipped; the latest one where everything is.</summary>
    public DateTimeOffset After(DateTimeOffset at, DateTimeOffset latest)
    {
        if (IsEmpty) return at;
        var next = at.ToUniversalTime();
        while (next < latest && (Hours.Contains(next.Hour) || Days.Contains(next.DayOfWeek)))
            next = new DateTimeOffset(next.Year, next.Month, next.Day, next.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
        return next < latest ? next : latest > at ? latest : at;
    }

    /// <summary>As it is stored: <c>0,1,2;6</c>; empty for none.</summary>
    public override string ToString() => IsEmpty ? "" : $"{Join(Hours)};{Join(Days.Select(static day => (int)day))}";

    private static string Join(IEnumerable<int> numbers) => string.Join(',', numbers.Select(static n => n.ToString(CultureInfo.InvariantCulture)));

    private static IEnumerable<int> Numbers(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static n => int.Parse(n, CultureInfo.InvariantCulture));
}
