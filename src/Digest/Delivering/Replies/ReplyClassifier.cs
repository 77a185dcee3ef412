using System.Text.RegularExpressions;

namespace Digest.Delivering.Replies;

/// <summary>Reads an answer in the order of trust: its words, its enhanced status (RFC 3463), its code (RFC 5321 section 4.2).</summary>
internal static partial class ReplyClassifier
{
    /// <summary>Nobody reads further, and no pattern should have to.</summary>
    private const int Longest = 2000;

    /// <param name="code">The basic code; 0: unknown, as in some returned mail.</param>
    /// <param name="text">What follows it, the enhanced status included.</param>
    public static ReplyClass Classify(int code, string text)
    {
        if (code is >= 200 and < 300) return ReplyClass.Accepted;
        var words = text.Length > Longest ? text[..Longest] : text;
        var status = StatusOf(words);
        var permanent = IsPermanent(code, words);
        var said = ReplyPatterns.Match(words) ?? ByStatus(status) ?? ByCode(code, status);
        // A "no such user" for now is a lookup that failed; the same with a status of class 7 is a policy about strangers.
        if (said == ReplyClass.Address && status?.Subject == 7) return ReplyClass.Policy;
        return said == ReplyClass.Address && !permanent ? ReplyClass.Transient : said;
    }

    /// <summary>Whether the answer is meant for good: by its code, and without one by its status.</summary>
    public static bool IsPermanent(int code, string text) => code > 0 ? code is >= 500 and < 600 : StatusOf(text)?.Class == 5;

    /// <summary>The enhanced status, e.g. <c>5.1.1</c>; null: there is none.</summary>
    public static string? Status(string text) => StatusOf(text) is { } s ? $"{s.Class}.{s.Subject}.{s.Detail}" : null;

    private static ReplyClass? ByStatus((int Class, int Subject, int Detail)? status) => status switch
    {
        null => null,
        (_, 1, 7 or 8) => ReplyClass.Policy, // the sender's address
        (5, 1, _) => ReplyClass.Address,
        (_, 2, 3) or (5, 3, 4) or (_, 6, _) => ReplyClass.Policy, // too large, or not to be converted
        (_, 2, 0 or 1 or 2) => ReplyClass.Mailbox,
        (4, 7, 28 or 650 or 651 or 652) => ReplyClass.Rate,
        (_, 7, _) => ReplyClass.Policy,
        (4, _, _) => ReplyClass.Transient,
        _ => null,
    };

    private static ReplyClass ByCode(int code, (int Class, int Subject, int Detail)? status) => code switch
    {
        421 => ReplyClass.Rate,
        530 or 535 or 554 => ReplyClass.Policy,
        552 when status is null => ReplyClass.Mailbox,
        _ => ReplyClass.Transient,
    };

    private static (int Class, int Subject, int Detail)? StatusOf(string text)
    {
        var match = Enhanced().Match(text);
        return match.Success ? (Number(match, 1), Number(match, 2), Number(match, 3)) : null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:^|[\s#(:])([245])\.(\d{1,3})\.(\d{1,3})(?=$|[\s):;,-])", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
