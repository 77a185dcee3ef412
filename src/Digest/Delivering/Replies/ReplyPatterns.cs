using System.Text.RegularExpressions;

namespace Digest.Delivering.Replies;

/// <summary>Asks the table what words mean: the first line that matches decides.</summary>
internal static partial class ReplyPatterns
{
    /// <summary>Linear in the text whatever it is: strangers write it.</summary>
    internal const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Nobody reads further, and no pattern should have to.</summary>
    private const int Longest = 2000;

    // Several lines in one question are quicker, a whole group in one may be larger than such an expression can be.
    private const int LinesAtOnce = 4;

    private static readonly (ReplyMeaning Meaning, Regex Words)[] Asked =
        [.. ReplyTable.All.SelectMany(group => group.Lines.Chunk(LinesAtOnce).Select(lines => (group.Meaning, new Regex(string.Join('|', lines.Select(l => l.Words)), Options))))];

    /// <summary>The meaning that the words speak of; null: they say nothing known.</summary>
    public static ReplyMeaning? Match(string text)
    {
        var said = Bare(text.Length > Longest ? text[..Longest] : text);
        foreach (var (meaning, words) in Asked)
            if (words.IsMatch(said)) return meaning;
        return null;
    }

    /// <summary>
    /// Without what only looks like words: an address may be called <c>no-such-user@…</c>, and a link to an explanation ends
    /// in anything. Of a link its host stays: blocklists are named so.
    /// </summary>
    internal static string Bare(string text)
    {
        var bare = text.Contains("://", StringComparison.Ordinal) ? Link().Replace(text, "$1") : text;
        bare = bare.Contains('@', StringComparison.Ordinal) ? Address().Replace(bare, "a@x.org") : bare;
        return Spaces().Replace(bare, " ");
    }

    [GeneratedRegex(@"https?://([^\s/?#<>""')]*)[^\s<>""')]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\s@<>()\[\]:;,""']+@[^\s@<>()\[\]:;,""']*[^\s@<>()\[\]:;,""'.]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
