using System.Globalization;
using System.Text.RegularExpressions;

namespace Digest.Storage.Settings;

/// <summary>Single values as people write them in settings: <c>3 h</c>, <c>5 MiB</c>, <c>07:00</c>.</summary>
internal static partial class Values
{
    private static readonly Dictionary<string, TimeSpan> Durations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ms"] = TimeSpan.FromMilliseconds(1),
        ["s"] = TimeSpan.FromSeconds(1),
        ["min"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
        ["d"] = TimeSpan.FromDays(1),
        ["y"] = TimeSpan.FromDays(365),
    };

    private static readonly Dictionary<string, long> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["B"] = 1,
        ["KiB"] = 1 << 10,
        ["MiB"] = 1 << 20,
        ["GiB"] = 1 << 30,
    };

    /// <summary>Whether a property of this type takes a single value.</summary>
    public static bool Reads(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(double)
        || type == typeof(bool) || type == typeof(TimeSpan) || type == typeof(TimeOnly) || type == typeof(DateOnly);

    /// <exception cref="Fault">The text is no such value.</exception>
    public static object Parse(Type type, string text, string key) =>
        TryParse(type, text.Trim(), out var value) ? value : throw new Fault($"{key} is '{text}', but should be {Expected(type)}.");

    /// <summary>A duration as people write it.</summary>
    public static string Text(TimeSpan span)
    {
        var (name, unit) = Durations.Where(d => d.Key != "y" && span.Ticks % d.Value.Ticks == 0).MaxBy(d => d.Value);
        return name is null ? span.ToString() : string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / unit.Ticks} {name}");
    }

    /// <summary>What a value of this type looks like, for people.</summary>
    public static string Expected(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(int) => "a whole number, e.g. 3",
        _ when type == typeof(double) => "a number, e.g. 1.5",
        _ when type == typeof(long) => "a size, e.g. 5 MiB",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a duration, e.g. 30 s, 10 min, 3 h or 7 d",
        _ when type == typeof(TimeOnly) => "a time of day, e.g. 07:00",
        _ when type == typeof(DateOnly) => "a date, e.g. 2026-12-24",
        _ => "a text",
    };

    private static bool TryParse(Type type, string text, out object value)
    {
        var culture = CultureInfo.InvariantCulture;
        (var ok, value) = type switch
        {
            { IsEnum: true } => (TryState(type, text, out var state), state),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var n), (object)n),
            _ when type == typeof(double) => (double.TryParse(text, NumberStyles.Float, culture, out var n), n),
            _ when type == typeof(long) => (TryScale(text, Sizes, s => s, out var size), (long)size),
            _ when type == typeof(bool) => (bool.TryParse(text, out var b), b),
            _ when type == typeof(TimeSpan) => (TryDuration(text, out var span), span),
            _ when type == typeof(TimeOnly) => (TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], culture, DateTimeStyles.None, out var t), t),
            _ when type == typeof(DateOnly) => (DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var d), d),
            _ => (true, text),
        };
        return ok;
    }

    // Only by name: what a number means would change with the order of the code.
    private static bool TryState(Type type, string text, out object state)
    {
        var name = Array.Find(Enum.GetNames(type), n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        state = name is null ? 0 : Enum.Parse(type, name);
        return name is not null;
    }

    private static bool TryDuration(string text, out TimeSpan span)
    {
        span = default;
        if (!TryScale(text, Durations, d => d.TotalMilliseconds, out var milliseconds) || milliseconds > TimeSpan.MaxValue.TotalMilliseconds) return false;
        span = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    private static bool TryScale<T>(string text, Dictionary<string, T> units, Func<T, double> scale, out double value)
    {
        value = 0;
        var match = Amount().Match(text);
        if (!match.Success || !units.TryGetValue(match.Groups[2].Value, out var unit)) return false;
        value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * scale(unit);
        return true;
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Amount();
}
