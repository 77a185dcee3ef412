namespace Digest.Collecting.Robots;

/// <summary>
/// One line that allows or disallows: a beginning of paths, in which <c>*</c> stands for anything and <c>$</c> at the end for
/// the end (RFC 9309 section 2.2.3).
/// </summary>
internal sealed class RobotsRule
{
    private readonly string[] parts;
    private readonly bool isWhole;

    /// <param name="written">The pattern, one character an octet.</param>
    /// <param name="allows">Whether it allows.</param>
    /// <param name="line">Where it stands, from 1.</param>
    public RobotsRule(ReadOnlySpan<char> written, bool allows, int line)
    {
        (Allows, Line) = (allows, line);
        isWhole = written.EndsWith('$');
        var pattern = RobotsPath.OfPattern(isWhole ? written[..^1] : written);
        Length = pattern.Length + (isWhole ? 1 : 0);
        parts = pattern.Split('*');
    }

    public bool Allows { get; }

    public int Line { get; }

    /// <summary>In octets: the longer is the more particular.</summary>
    public int Length { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public int Weight => 100 + 2 * Length + 30 * parts.Length;

    /// <param name="path">From <see cref="RobotsPath.OfAddress"/>.</param>
    public bool Matches(ReadOnlySpan<char> path)
    {
        if (!path.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        if (parts.Length == 1) return !isWhole || path.Length == parts[0].Length;
        // The first place where a part stands is as good as any later one, so there is no way back to try.
        var rest = path[parts[0].Length..];
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            if (at < 0) return false;
            rest = rest[(at + part.Length)..];
        }
        return isWhole ? rest.EndsWith(parts[^1], StringComparison.Ordinal) : rest.IndexOf(parts[^1], StringComparison.Ordinal) >= 0;
    }
}
