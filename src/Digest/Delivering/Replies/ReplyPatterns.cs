using System.Text.RegularExpressions;

namespace Digest.Delivering.Replies;

/// <summary>
/// What relays and mailbox providers say in words, in the order in which it is asked: the first line that matches decides.
/// Words come before codes, because many send 5.1.1 or 5.0.0 for everything and the truth only in the text. Where a word
/// could mean the reader or us, it stands with us: calling a living reader dead is the worst mistake.
/// </summary>
internal static class ReplyPatterns
{
    private static readonly (ReplyClass Class, Regex Words)[] Table =
    [
        // The first try of a stranger is put off on purpose.
        Line(ReplyClass.Transient, "gr[ae]y.?list", "try(?:ing)? again in \\d+ (?:sec|min)"),
        // It speaks of the sender's address, not the reader's.
        Line(ReplyClass.Policy, "sender (?:address )?(?:rejected|denied|refused|not accepted|invalid|unknown|verif)", "(?:invalid|bad|unknown) sender"),
        Line(ReplyClass.Rate,
            "too many (?:connections|concurrent|messages|mails|e-?mails|recipients|sessions|requests|errors)", "rate.?limit", "rate (?:of|at which|exceeded|that)", "throttl",
            "too (?:fast|quickly|much mail)", "slow down", "limit exceeded for", "(?:connection|hourly|daily|message|sending) (?:rate )?(?:limit|quota)", "\\bTSS?0\\d\\b",
            "unusual rate", "exceeded the .{0,20}(?:rate|number)"),
        Line(ReplyClass.Mailbox,
            "(?:mailbox|mail ?box|inbox|account|user)(?: is| has| was)? (?:too )?(?:full|over.?quota|exceed)", "over ?quota", "quota ?exceeded", "exceeded .{0,30}(?:quota|storage|mailbox size)",
            "(?:mailbox|disk|storage) (?:size )?(?:limit|quota)", "out of (?:storage|disk)", "not enough (?:storage|space|disk)", "no space left for",
            "(?:mailbox|account|user|recipient)(?: \\S{1,80})?(?: is| has been| was)? (?:currently )?(?:disabled|suspended|inactive|locked|closed|deactivated|discontinued|expired)"),
        Line(ReplyClass.Policy,
            "spam", "unsolicited", "bulk (?:e-?)?mail", "junk", "\\bblock(?:ed|ing|.?list)", "black.?list", "deny.?list", "\\b(?:dns)?[rd]?bl\\b", "reputation", "poor score", "listed (?:at|by|in|on)",
            "\\b(?:spf|dkim|dmarc|arc|ptr|rdns)\\b", "reverse (?:dns|lookup|mapping)", "not authenticated", "unauthenticated", "authentication (?:is )?required", "must (?:authenticate|be authenticated)",
            "relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))", "(?:unable|not allowed|not permitted) to relay", "access denied", "polic(?:y|ies)", "not (?:permitted|allowed|authori[sz]ed)", "prohibited", "banned", "virus", "malware", "phish",
            "(?:content|message|mail)(?: was| has been| is)? (?:rejected|refused|denied|not accepted|considered)", "(?:message|mail).{0,20}too (?:large|big)", "message size exceeds"),
        Line(ReplyClass.Address,
            "(?:user|recipient|mailbox|account|address|addressee)(?: \\S{1,120})?:? ?(?:is |was |has )?(?:unknown|not found|not known|not listed|does not exist|doesn.?t exist|do not exist|non.?existent|not exist|invalid|no longer (?:exists|valid|available))",
            "(?:unknown|invalid|no such|non.?existent|nonexistent|bad) (?:virtual |local |destination )?(?:user|recipient|mailbox|account|address|local.?part|addressee|person)", "no (?:valid )?(?:mailbox|recipient|user)s? (?:here|by that|with|found)",
            "that you tried to reach does not exist", "not a (?:valid|known) (?:user|mailbox|recipient|address)", "doesn.?t have an? \\S{1,60} account", "unrout(?:e|ea)able address", "(?:host|domain)(?: name)? (?:\\S{1,80} )?(?:unknown|not found|does not exist)",
            "null ?mx", "does not accept (?:e-?)?mail \\(null", "recipnotfound", "user.?unknown"),
    ];

    /// <summary>The class that the words speak of; null: they say nothing known.</summary>
    public static ReplyClass? Match(string text)
    {
        foreach (var (kind, words) in Table)
            if (words.IsMatch(text)) return kind;
        return null;
    }

    private static (ReplyClass, Regex) Line(ReplyClass kind, params string[] words) =>
        (kind, new Regex(string.Join('|', words), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
}
