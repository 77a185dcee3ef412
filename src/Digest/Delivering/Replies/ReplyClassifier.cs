using System.Text.RegularExpressions;

namespace Digest.Delivering.Replies;

/// <summary>Reads an answer in the order of trust: its words, its enhanced status (RFC 3463), its code (RFC 5321 section 4.2).</summary>
internal static partial class ReplyClassifier
{
    /// <param name="code">The basic code; 0: unknown, as in some returned mail.</param>
    /// <param name="text">What follows it, the enhanced status included.</param>
    public static ReplyClass Classify(int code, string text) => Understand(code, StatusOf(text), text).Class;

    /// <summary>The same, with a reason, for a report that says status and words in different places.</summary>
    /// <param name="code">The basic code; 0: unknown.</param>
    /// <param name="status">The enhanced status; null or empty: unknown.</param>
    /// <param name="text">The other side's words.</param>
    public static ReplyMeaning Understand(int code, string? status, string text) => Understand(code, StatusOf(status ?? ""), text);

    private static ReplyMeaning Understand(int code, (int Class, int Subject, int Detail)? status, string text)
    {
        if (code is >= 200 and < 300) return new(ReplyClass.Accepted, "delivered");
        var said = ReplyPatterns.Match(text) ?? ReplyStatus.Meaning(status) ?? ByCode(code, status);
        // Whatever passing trouble it names: who hangs up without a status has too many of us.
        if (said is { Class: ReplyClass.Transient, Reason: not "greylisted" } && code == 421 && status is null) return said with { Class = ReplyClass.Rate };
        if (said.Class != ReplyClass.Address) return said;
        // It speaks of the sender, whatever its words (RFC 3463 section 3.2).
        if (status is (_, 1, 7 or 8)) return new(ReplyClass.Policy, "rejected");
        // The same with a status of class 7 is a policy about strangers; for now it is a lookup that failed.
        if (status?.Subject == 7) return said with { Class = ReplyClass.Policy };
        var permanent = code > 0 ? code is >= 500 and < 600 : status?.Class == 5;
        return permanent ? said : said with { Class = ReplyClass.Transient };
    }

    /// <summary>Whether the answer is meant for good: by its code, and without one by its status.</summary>
    public static bool IsPermanent(int code, string text) => code > 0 ? code is >= 500 and < 600 : StatusOf(text)?.Class == 5;

    /// <summary>The enhanced status, e.g. <c>5.1.1</c>; null: there is none.</summary>
    public static string? Status(string text) => StatusOf(text) is { } s ? $"{s.Class}.{s.Subject}.{s.Detail}" : null;

    private static ReplyMeaning ByCode(int code, (int Class, int Subject, int Detail)? status) => code switch
    {
        421 => new(ReplyClass.Rate, "toomanyconn"),
        530 or 535 => new(ReplyClass.Policy, "authfailure"),
        554 => new(ReplyClass.Policy, "rejected"),
        552 when status is null => new(ReplyClass.Mailbox, "mailboxfull"),
        _ => new(ReplyClass.Transient, "undefined"),
    };

    private static (int Class, int Subject, int Detail)? StatusOf(string text)
    {
        var match = Enhanced().Match(text);
        return match.Success ? (Number(match, 1), Number(match, 2), Number(match, 3)) : null;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:^|[\s#(:])([245])\.(\d{1,3})\.(\d{1,3})(?=$|[\s)>:;,-])", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
