using System.Globalization;

namespace Digest.World;

/// <summary>
/// What the sink says to one command. A code of 2xx (3xx for DATA) accepts; any other refuses, and is kept to: a refused
/// recipient gets nothing, a refused mail is not in <see cref="SmtpSink.Mails"/>.
/// </summary>
/// <param name="Code">Three digits.</param>
/// <param name="Text">What follows it; several lines make a multi-line reply. An enhanced status code is its first word.</param>
public sealed record SmtpAnswer(int Code, string Text)
{
    internal static readonly SmtpAnswer BadSequence = new(503, "5.5.1 bad sequence of commands");
    internal static readonly SmtpAnswer BadPath = new(501, "5.5.4 address not understood");

    /// <summary>How long the client waits for it. An accepted mail is in the journal before the wait begins.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// The connection ends instead of the answer. With an accepting code at <see cref="SmtpStage.Body"/> the mail is
    /// taken and journaled all the same: the client cannot know.
    /// </summary>
    public bool Cut { get; init; }

    /// <summary>At <see cref="SmtpStage.Data"/>, also for BDAT: the connection ends after so many bytes of the mail, before its end; null: it is read whole.</summary>
    public int? CutWithin { get; init; }

    /// <summary>These very bytes go out in place of a reply, line end included; null: a reply as it should be.</summary>
    public string? Garbage { get; init; }

    /// <summary>The connection ends after the answer, as with 421.</summary>
    public bool Close { get; init; }

    public bool Accepts => Code is >= 200 and < 400;

    public static SmtpAnswer Ok(string text = "2.0.0 ok") => new(250, text);

    /// <summary>A refusal for now, such as <c>Temporary("4.2.2", "mailbox full")</c>.</summary>
    public static SmtpAnswer Temporary(string status, string text, int code = 450) => new(code, status + " " + text);

    /// <summary>A refusal for good, such as <c>Permanent("5.1.1", "no such user")</c>.</summary>
    public static SmtpAnswer Permanent(string status, string text, int code = 550) => new(code, status + " " + text);

    /// <summary>The reply as it goes out, each line with its CRLF.</summary>
    internal string OnTheWire()
    {
        if (Garbage is not null)
            return Garbage;
        var lines = Text.Split('\n');
        var code = Code.ToString("000", CultureInfo.InvariantCulture);
        return string.Concat(lines.Select((line, i) => code + (i == lines.Length - 1 ? ' ' : '-') + line + "\r\n"));
    }
}
