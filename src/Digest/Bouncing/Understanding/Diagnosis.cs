using System.Globalization;
using System.Text.RegularExpressions;
using Digest.Delivering.Replies;

namespace Digest.Bouncing.Understanding;

/// <summary>
/// What a notice means: its words before its status, its status before the reply code, by the same table as answers in a
/// session. In doubt it is soft.
/// </summary>
internal static partial class Diagnosis
{
    private const int Longest = 4000;

    /// <summary>Null: it arrived, or went on to where no report comes from.</summary>
    public static Finding? Of(Notice notice)
    {
        if (notice.Action is "delivered" or "relayed" or "expanded") return null;
        var words = Telling(notice);
        var (code, status) = Codes(words, notice.Status);
        var isForPeople = notice.Action.Length == 0 && code == 0 && status is null;
        if (isForPeople && Arrived().IsMatch(words) && ReplyPatterns.Match(words) is null) return null;
        var waits = notice.Action == "delayed" || notice.Action.Length == 0 && Waiting().IsMatch(notice.Besides.Length > 0 ? notice.Besides : words);
        var meaning = ReplyClassifier.Understand(CodeToJudge(code, status, notice, words), status, words);
        // Who refuses our name or address says nothing of the reader's.
        if (meaning.Class == ReplyClass.Address && OfSender().IsMatch(words)) meaning = new(ReplyClass.Policy, "rejected");
        // "My new address" is what people write, too.
        if ((waits || (isForPeople && meaning.Reason == "hasmoved")) && meaning.Class == ReplyClass.Address) meaning = meaning with { Class = ReplyClass.Transient };
        return new Finding
        {
            Recipient = notice.Recipient,
            AlsoNamed = notice.AlsoNamed,
            Kind = meaning.Class == ReplyClass.Address ? FindingKind.Hard : FindingKind.Soft,
            Class = meaning.Class,
            Status = status,
            IsDelay = waits,
            Reason = notice.Action is "delayed" or "expired" && meaning.Reason == "undefined" ? "expired" : meaning.Reason,
            Words = Wording.Line(notice.Words.Length > 0 ? notice.Words : words),
        };
    }

    /// <summary>The words that say something known; else those of the other side.</summary>
    private static string Telling(Notice notice)
    {
        var words = Unwrapped(notice.Words.Length > 0 ? notice.Words : notice.Besides);
        if (notice.Words.Length == 0 || notice.Besides.Length == 0 || ReplyPatterns.Match(words) is not null) return words;
        var besides = Unwrapped(notice.Besides);
        return ReplyPatterns.Match(besides) is null ? words : besides;
    }

    /// <summary>
    /// Who gave up after days of "user unknown, for now" means it for good; so does a report without any code. A name that
    /// could not be resolved for now stays a matter of time.
    /// </summary>
    private static int CodeToJudge(int code, string? status, Notice notice, string words)
    {
        if (code == 0 && status is null) return 550;
        var gaveUp = notice.Action == "failed" && (code is >= 400 and < 500 || code == 0 && status!.StartsWith('4'));
        return gaveUp && ReplyPatterns.Match(words) is { Class: ReplyClass.Address, Reason: "userunknown" or "hasmoved" } ? 550 : code;
    }

    /// <summary>Code and status that belong together, from the words; what says nothing (x.0.0) gives way to the field.</summary>
    private static (int Code, string? Status) Codes(string words, string? field)
    {
        var pair = Pair().Match(words);
        var code = pair.Success ? pair.Groups[1].Value : Code().Match(words).Groups[1].Value;
        var named = ReplyClassifier.Status(field ?? "");
        var said = pair.Success ? pair.Groups[2].Value : ReplyClassifier.Status(words);
        var status = said is not null && !said.EndsWith(".0.0", StringComparison.Ordinal) ? said : named ?? said;
        return (code.Length == 0 ? 0 : int.Parse(code, CultureInfo.InvariantCulture), status);
    }

    // IronPort calls every refusal of a recipient an unknown address, Google every refusal a rejection; the answer stands behind.
    private static string Unwrapped(string words) => Wrapping().Replace(words.Length > Longest ? words[..Longest] : words, "");

    [GeneratedRegex(@"5\.1\.0 - Unknown address error|^.*the error that the other server returned was:|it was rejected by the (?:server for the )?recipient domain", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Wrapping();

    [GeneratedRegex(@"(?:^|[^\w.])([45]\d\d)[ \-:]+['""#(\[]?([45]\.\d{1,3}\.\d{1,3})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?:^|[^\w.])([45]\d\d)(?:[ \-:#,]|$)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:reply to|response to|after|refused) (?:the )?(?:MAIL FROM|EHLO|HELO|initial connection|mailfrom)|did not like our (?:MAIL FROM|HELO|EHLO)|my name was rejected", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OfSender();

    [GeneratedRegex("success(?:ful|fully)? (?:delivery|delivered|relayed)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Arrived();

    [GeneratedRegex(@"has not (?:yet )?been delivered|(?:is|been|message) delayed|delay reason|will (?:keep|continue|be) (?:trying|retried|to try)|temporary (?:failure|error) report|warning message only|only a warning|do not need to re-?send|still undelivered|attempts will continue|no action is required", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Waiting();
}
