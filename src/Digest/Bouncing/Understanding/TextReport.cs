using System.Text.RegularExpressions;
using Digest.Delivering.Replies;

namespace Digest.Bouncing.Understanding;

/// <summary>
/// Reads a report that was written for people only. Nearly all have one shape, whatever the language: some lines of regret;
/// then each address at the beginning of a line or behind a label, with the reason after it; then the returned mail.
/// </summary>
internal static partial class TextReport
{
    private const int MostLinesOfReason = 14;
    private const int MostLinesOfWhole = 60;

    /// <param name="text">The report's text.</param>
    /// <param name="failed">The recipients that a header names; then only what is said of them is looked for.</param>
    /// <param name="own">Addresses that are the sender's or the reporter's.</param>
    public static IReadOnlyList<Notice> Read(ReportText text, IReadOnlyList<string> failed, IReadOnlyCollection<string> own)
    {
        var heads = Heads(text.Own);
        IReadOnlyList<string> names = [.. (failed.Count > 0 ? failed : Recipients(heads, text.Own, own)).Take(ReturnedMailReader.MostRecipients)];
        var whole = string.Join(' ', text.Own.Take(MostLinesOfWhole));
        return names.Count switch
        {
            0 => [],
            1 => [Notice(names[0], Reason(names[0], heads, text.Own) is { Length: > 0 } said ? said : Telling(text.Own), whole)],
            _ => [.. names.Select(n => Notice(n, Reason(n, heads, text.Own) is { Length: > 0 } said ? said : Telling(text.Own), ""))],
        };
    }

    /// <summary>What the text says of one address: the lines from where it stands to the next one.</summary>
    public static Func<string, string> About(ReportText text)
    {
        var heads = Heads(text.Own);
        return address => Reason(address, heads, text.Own);
    }

    /// <summary>The lines of a text that carry an answer: words of the table, or a code.</summary>
    public static string Telling(IReadOnlyList<string> lines) =>
        string.Join(' ', lines.Where(l => l.Length > 0 && (Code().IsMatch(l) || ReplyPatterns.Match(l) is not null)).Take(6));

    private static Notice Notice(string name, string words, string besides) => new()
    {
        Recipient = name,
        Words = words,
        Besides = besides,
        Action = "",
    };

    private static List<string> Recipients(List<Head> heads, IReadOnlyList<string> lines, IReadOnlyCollection<string> own)
    {
        var named = heads.Select(h => h.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var others = named.Where(n => !own.Contains(n, StringComparer.OrdinalIgnoreCase)).ToList();
        if (others.Count > 0) return others;
        if (named.Count > 0) return named;
        // In the middle of a sentence that speaks of a failure.
        return [.. lines.Where(l => l.Contains('@', StringComparison.Ordinal) && !OfSender().IsMatch(l) && (Failure.IsIn(l) || ReplyPatterns.Match(l) is not null))
            .SelectMany(Addresses.In).Where(a => !own.Contains(a, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).Take(1)];
    }

    private static List<Head> Heads(IReadOnlyList<string> lines)
    {
        var heads = new List<Head>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (!line.Contains('@', StringComparison.Ordinal) || OfSender().IsMatch(line)) continue;
            var match = Opening().Match(line);
            if (!match.Success && !Label().IsMatch(line)) continue;
            if (Addresses.In(line) is [var address, ..]) heads.Add(new Head(i, address));
        }
        return heads;
    }

    private static string Reason(string address, List<Head> heads, IReadOnlyList<string> lines)
    {
        var said = new List<string>();
        for (var h = 0; h < heads.Count; h++)
        {
            if (!heads[h].Address.Equals(address, StringComparison.OrdinalIgnoreCase)) continue;
            var end = heads.Skip(h + 1).FirstOrDefault(n => !n.Address.Equals(address, StringComparison.OrdinalIgnoreCase))?.Line ?? lines.Count;
            said.AddRange(lines.Skip(heads[h].Line).Take(Math.Min(end - heads[h].Line, MostLinesOfReason)));
            if (said.Count > 3 * MostLinesOfReason) break;
        }
        return string.Join(' ', said.Select(l => l.Trim()).Distinct());
    }

    private sealed record Head(int Line, string Address);

    /// <summary>An address with little before it: brackets, a bullet, a reply code.</summary>
    [GeneratedRegex("""^[\s*•\-·|>]*(?:\d{3}[ \-](?:\d\.\d+\.\d+ )?)?["'<(\[]*[^\s@<>"':]+@""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Opening();

    [GeneratedRegex(@"(?:^|[^-\w])(?:final-?recipient|(?:failed |intended |original |the )?recipients?(?: address)?|original address|rcpt to|addressed to|(?:delivery|sending) (?:failed|failure)|failed (?:address|to deliver to)|(?:could|can) ?not be delivered to|undeliver(?:able|ed)(?: to)?|(?:un|not )able to deliver (?:your |the )?(?:message |mail )?to|deliver(?:y|ing)? (?:your |the |of )?(?:mail|message|e-?mail)? ?to|was ?n.?o?t delivered to|your (?:message|mail|e-?mail) to|the following (?:message|mail) to|unknown user|user unknown|mailbox (?:is )?full|mailbox exceeds allowed size|failed to send to|宛先|受信者|получател[ья]|empf[aä]nger|destinataire|destinatari[oa])\b?[:;]? *\S{0,40}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    /// <summary>Lines about who wrote, whom to ask, or which mail it was.</summary>
    [GeneratedRegex(@"mail from:|^\s*(?:from|to|cc|sender|reply-to|return-path|subject|message-?id|date|sent|original sender|received|x-[a-z\-]+)\s*:|postmaster@\S+ (?:for|if)|contact|assistance|support@|abuse@|(?:send|forward) (?:an? )?(?:e-?mail|mail|message) to|envelope-?from|generated from|expanded from|message identifier|help(?:desk)?@",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OfSender();

    [GeneratedRegex(@"(?:^|[^\w.])[45]\d\d(?:[ \-:#,]|$)|(?:^|[^\w.])[45]\.\d{1,2}\.\d{1,3}(?:[^\w.]|$)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}
