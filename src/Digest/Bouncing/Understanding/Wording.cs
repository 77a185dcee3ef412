using Digest.Templating;

namespace Digest.Bouncing.Understanding;

/// <summary>A stranger's words, made fit to be kept and shown.</summary>
internal static class Wording
{
    private const int Longest = 500;

    /// <summary>On one line, single-spaced, without control characters, at most <see cref="Longest"/> characters.</summary>
    public static string Line(string words)
    {
        var line = Plain.Line(words.Length > 4 * Longest ? words[..(4 * Longest)] : words);
        if (line.Length <= Longest) return line;
        var end = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return line[..end].TrimEnd();
    }
}
