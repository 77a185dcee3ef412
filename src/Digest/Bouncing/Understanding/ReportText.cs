using System.Text.RegularExpressions;

namespace Digest.Bouncing.Understanding;

/// <summary>The part of a report that is written for people, cut where it begins to return the mail.</summary>
/// <param name="Own">The report's own lines.</param>
/// <param name="Quoted">The headers of the mail it returns, as far as the text quotes them.</param>
internal sealed partial record ReportText(IReadOnlyList<string> Own, IReadOnlyList<Fields> Quoted)
{
    private const int MostLines = 300;

    /// <summary>The block that names the mail best; null: none is quoted.</summary>
    public Fields? Returned => Quoted.FirstOrDefault(q => q.Has("Message-ID")) ?? (Quoted is [var first, ..] ? first : null);

    public static ReportText Of(IEnumerable<string> text)
    {
        var lines = text.Take(4 * MostLines).Select(l => l.Length > 1000 ? l[..1000] : l.TrimEnd()).Where(l => !IsQuotation(l)).ToList();
        var cut = lines.FindIndex(Begins);
        // A marker in the first line would leave nothing.
        var own = cut < 0 ? lines : lines[..cut];
        var quoted = cut < 0 ? [] : Headers(lines[cut..]);
        return new([.. own.Take(MostLines)], [.. quoted, .. Headers(own)]);
    }

    // What somebody answers to is not what they say; ">>> RCPT TO" is a transcript.
    private static bool IsQuotation(string line) => line.StartsWith('>') && !line.StartsWith(">>>", StringComparison.Ordinal);

    private static bool Begins(string line) => line.Length > 3 && (Marker().IsMatch(line) || Header().IsMatch(line));

    private static List<Fields> Headers(IReadOnlyList<string> lines)
    {
        var first = lines.FirstOrDefault(l => Fields.NameOf(l.TrimStart()) is not null);
        if (first is null) return [];
        var indent = first.Length - first.TrimStart().Length;
        var levelled = lines.Select(l => l.Length >= indent && string.IsNullOrWhiteSpace(l[..indent]) ? l[indent..] : l);
        return [.. Fields.Blocks(levelled).Where(b => b.Has("Message-ID") || b.Has("To") || b.Has("From")).Take(5)];
    }

    [GeneratedRegex(@"^[\s>*]*(?:-{2,}|={2,}|_{2,}|\*{2,}|#{2,})?.{0,20}(?:original (?:message|mail|e-?mail)(?: headers?)?(?: as)? follow|below (?:this line )?is (?:a|the) (?:copy|header)|copy of (?:the|your) (?:original )?(?:message|mail)|(?:message|mail) headers? follow|header of the original|headers? of (?:the|your) (?:original )?message)"
        + @"|^\s*-{2,} *(?:begin |start )?.{0,12}(?:original|returned|unsent|undelivered|forwarded|enclosed|message header|non-?delivered mail|below this line|returned mail)"
        + @"|^\s*(?:original (?:message|mail)(?: headers?)?:|original mail as follows)|^Content-Type: *(?:message/rfc822|text/rfc822-headers)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^ {0,4}(?:Received: *(?:from|by|\()|Return-Path: *[<a-z0-9]|DKIM-Signature:|ARC-Seal:|X-Google-Smtp-Source:|DomainKey-Signature:|X-Received:|MIME-Version: *1)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Header();
}
