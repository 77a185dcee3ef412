using System.Text.RegularExpressions;

namespace Digest.Bouncing.Understanding;

/// <summary>
/// Whether a mail without status fields is a report all the same. No single sign is enough: people answer from
/// postmaster's address, forward reports, and write of failures.
/// </summary>
internal static partial class Signs
{
    private const int Enough = 4;
    private const int LinesOfOpening = 40;

    public static bool OfReport(OpenedMail mail, ReportText text)
    {
        var headers = mail.Headers;
        var subject = headers["Subject"] ?? "";
        if (headers.Has("X-Failed-Recipients")) return true;
        var daemon = IsDaemon(headers["From"] ?? "");
        var sender = daemon || IsOffice(headers["From"] ?? "");
        var nobody = IsFromNobody(headers);
        var named = Failure.IsIn(subject);
        var returns = mail.Returned is not null || text.Quoted.Count > 0;
        // In an office people sit, too.
        if (!(sender || nobody) || !(daemon || nobody || named || returns)) return false;
        var sum = (sender ? 2 : 0) + (nobody ? 1 : 0) + (named ? 2 : 0) + (returns ? 1 : 0);
        sum += text.Own.Take(LinesOfOpening).Any(Failure.IsIn) ? 2 : 0;
        sum += text.Own.Any(Transcript().IsMatch) ? 2 : 0;
        sum -= (Reply().IsMatch(subject) && !daemon) || headers.Has("List-Unsubscribe") || headers.Has("List-Id") ? 3 : 0;
        sum -= AutoReply.IsMarked(headers) && !daemon || AutoReply.IsNamed(subject) ? 4 : 0;
        return sum >= Enough;
    }

    /// <summary>A program that delivers mail, and nothing that a person signs with.</summary>
    public static bool IsDaemon(string from) => Daemon().IsMatch(from);

    /// <summary>Sent from nobody (RFC 5321 section 4.5.5), as all reports and many auto-replies are.</summary>
    public static bool IsFromNobody(Fields headers) =>
        headers.All("Return-Path").Any(v => v is "<>" or "" || IsDaemon(v));

    private static bool IsOffice(string from) => Office().IsMatch(from);

    [GeneratedRegex(@"mailer[-_ ]?daemon|post_master@v(?:text|zwpix)|mail delivery|(?:delivery|mail) (?:sub)?system|mail[-_]?daemon|mdaemon|double-bounce|delivery (?:agent|service)|delivery status|mail ?router|mta[-_ ]?daemon|maildelivery", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Daemon();

    /// <summary>A line of a session that went wrong.</summary>
    [GeneratedRegex(@"(?:>>>|<<<) |^\s*rcpt to: ?<?\S+@|\bsaid: ?[45]\d\d|^\s*[45]\d\d[ \-]\S", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Transcript();

    [GeneratedRegex(@"postmaster|\bndr\b|mail administrator|mail ?(?:server|gateway)|content.?filter|[-_](?:admin|owner|bounces?|request)@|owner-|listserv|majordomo|microsoft (?:outlook|exchange)|interscan|system administrator|systemadministrator|bounce|mailsystem|^no-?reply@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Office();

    [GeneratedRegex(@"^\s*(?:re|aw|sv|antw|odp|ynt|vs|rif|res|ref|tr|fwd?|wg|i|rv|enc|doorst|回复|回覆|转发|答复|ответ|ha|vl|pd)\s*(?:\[\d+\])?[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reply();
}
