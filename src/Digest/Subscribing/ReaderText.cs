using Digest.Templating;

namespace Digest.Subscribing;

/// <summary>What is kept of words that a reader, or a file, says about a reader.</summary>
internal static class ReaderText
{
    private const int LongestName = 64;

    /// <summary>On one line, without control characters, at most 64 characters.</summary>
    public static string Name(string? typed)
    {
        var name = Plain.Line(typed);
        if (name.Length <= LongestName) return name;
        return name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)].TrimEnd();
    }

    /// <summary>The same of what a stranger typed: nothing where it holds a link (T09).</summary>
    public static string TypedName(string typed)
    {
        var name = Name(typed);
        return Plain.Line(typed).Contains("://", StringComparison.Ordinal) || name.Contains("www.", StringComparison.OrdinalIgnoreCase) ? "" : name;
    }

    /// <summary>Those that the newsletter has, one a line; each asked for alone, or several with commas between them. Others are passed over.</summary>
    public static string Topics(IReadOnlyList<string> asked, IReadOnlyList<string> known)
    {
        var wanted = asked.Concat(asked.SelectMany(a => a.Split(','))).Select(a => a.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', known.Where(wanted.Contains));
    }

    /// <summary>Null for what is no IANA zone: not worth turning a reader away, they get the newsletter's.</summary>
    public static string? Zone(string typed)
    {
        var isName = typed.Length > 0 && typed.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(typed, out var zone) && zone.HasIanaId ? typed : null;
    }
}
