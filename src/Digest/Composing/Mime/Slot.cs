namespace Digest.Composing.Mime;

/// <summary>A place in a mail that differs from reader to reader. The letter stands behind the marker.</summary>
internal sealed record Slot(char Letter)
{
    /// <summary>The token in the address of the page to leave.</summary>
    public static Slot Leave { get; } = new('l');

    /// <summary>The token in the address of the page with their choices.</summary>
    public static Slot Preferences { get; } = new('p');

    /// <summary>The reader's address.</summary>
    public static Slot Address { get; } = new('a');

    /// <summary>The day they confirmed.</summary>
    public static Slot Since { get; } = new('s');

    /// <summary>Date header (RFC 5322 section 3.3).</summary>
    public static Slot Date { get; } = new('d');

    /// <summary>Left part of the Message-ID.</summary>
    public static Slot MessageId { get; } = new('m');

    /// <summary>The key in the address to which a mail leaves.</summary>
    public static Slot LeaveByMail { get; } = new('u');

    /// <summary>Where a slot stands decides how its value is written: header, text part or HTML part.</summary>
    public const char InHeader = 'H', InText = 'T', InHtml = 'X';

    /// <summary>As templates get it: only characters that no escaping changes.</summary>
    public string In(string marker) => $"{marker}{Letter}z";
}
