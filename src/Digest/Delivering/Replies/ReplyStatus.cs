namespace Digest.Delivering.Replies;

/// <summary>What an enhanced status means when the words say nothing (RFC 3463, RFC 7372, RFC 7505).</summary>
internal static class ReplyStatus
{
    /// <summary>Null: nothing that helps.</summary>
    public static ReplyMeaning? Meaning((int Class, int Subject, int Detail)? status) => status switch
    {
        null => null,
        (_, 1, 7 or 8) => new(ReplyClass.Policy, "rejected"), // the sender's address
        (5, 1, 2) => new(ReplyClass.Address, "hostunknown"),
        (5, 1, 6) => new(ReplyClass.Address, "hasmoved"),
        (5, 1, 10) => new(ReplyClass.Address, "notaccept"),
        (5, 1, _) => new(ReplyClass.Address, "userunknown"),
        (_, 2, 3) or (5, 3, 4) => new(ReplyClass.Policy, "mesgtoobig"),
        (_, 6, _) => new(ReplyClass.Policy, "contenterror"), // not to be converted
        (_, 2, 2) => new(ReplyClass.Mailbox, "mailboxfull"),
        (_, 2, 1) => new(ReplyClass.Mailbox, "suspend"),
        (_, 2, 0) => new(ReplyClass.Mailbox, "filtered"),
        (4, 7, 28 or 650 or 651 or 652) => new(ReplyClass.Rate, "toomanyconn"),
        (_, 7, 23 or 24 or 25 or 26 or 27 or 515 or 509) => new(ReplyClass.Policy, "authfailure"),
        (_, 7, _) => new(ReplyClass.Policy, "policyviolation"),
        (4, 4, 7) => new(ReplyClass.Transient, "expired"),
        (4, 4, _) => new(ReplyClass.Transient, "networkerror"),
        (4, 3, _) => new(ReplyClass.Transient, "systemerror"),
        (4, _, _) => new(ReplyClass.Transient, "undefined"),
        _ => null,
    };
}
