using Digest.Delivering.Replies;

namespace Digest.Delivering.Relays;

/// <summary>What came of handing one mail to a relay, with the relay's own words.</summary>
/// <param name="Class">What it means.</param>
/// <param name="Text">On one line, for people.</param>
/// <param name="Permanent">Whether it was meant for good.</param>
/// <param name="LineLost">The connection ended before the mail was out: another one may take it at once.</param>
/// <param name="IsOfSession">The relay put us off before it heard who the mail is for: likely the same for all mails.</param>
internal sealed record Reply(ReplyClass Class, string Text, bool Permanent = false, bool LineLost = false, bool IsOfSession = false)
{
    private const int Longest = 500;

    /// <summary>The words as they are kept.</summary>
    public string Kept => Text.Length > Longest ? Text[..Longest] : Text;
}

/// <summary>A mail ready to leave: 7-bit bytes with CRLF line ends, and its envelope.</summary>
/// <param name="MessageId">Without angle brackets; the same in every copy.</param>
/// <param name="From">Envelope sender.</param>
/// <param name="To">The one recipient.</param>
/// <param name="Bytes">Header and body.</param>
internal sealed record OutgoingMail(string MessageId, string From, string To, MailBytes Bytes)
{
    public OutgoingMail(string messageId, string from, string to, byte[] whole)
        : this(messageId, from, to, new MailBytes(whole))
    {
    }
}
