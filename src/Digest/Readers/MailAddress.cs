using System.Text;

namespace Digest.Readers;

/// <summary>
/// A reader's address, checked and in two forms. Limits of RFC 5321 section 4.5.3.1 and RFC 6531: local part at most 64
/// octets, whole at most 254. Neither display names nor comments, quoted local parts, address literals or dotless domains.
/// </summary>
/// <param name="Text">As it is stored and mailed: local part as typed (composed, NFC), domain in lower-case A-labels.</param>
/// <param name="Key">The identity: <paramref name="Text"/> with the local part folded. No provider's tricks are undone.</param>
internal sealed record MailAddress(string Text, string Key)
{
    private const int LongestTyped = 320;
    private const int Longest = 254;

    /// <summary>Whether the local part needs a server that speaks SMTPUTF8.</summary>
    public bool NeedsUtf8 => !Ascii.IsValid(Text);

    /// <summary>In A-labels.</summary>
    public string Domain => Text[(Text.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>
    /// What counts as one person wherever letters are limited (T05): the spellings that lead into one mailbox are one. Only
    /// to count by, never to know a reader by: two people may share it.
    /// </summary>
    public string LimitKey => MailboxTricks.Undo(Key[..Key.IndexOf('@', StringComparison.Ordinal)], Domain);

    /// <summary>For logs: enough to recognise, too little to write to.</summary>
    public static string Mask(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? "***" : $"{address[0]}***{address[at..]}";
    }

    /// <summary>Null: this is no address that a form should take.</summary>
    public static MailAddress? Parse(string? typed) => Parse(typed, out _);

    /// <summary>Null: this is no address, and <paramref name="fault"/> says why.</summary>
    public static MailAddress? Parse(string? typed, out AddressFault? fault)
    {
        var text = LocalPart.Trim(typed ?? "");
        fault = ShapeOf(text);
        if (fault is not null) return null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var local = LocalPart.Read(text[..at], out fault);
        var domain = fault is null ? MailDomain.Read(text[(at + 1)..], out fault) : null;
        if (local is null || domain is null) return null;
        var address = $"{local}@{domain}";
        if (Encoding.UTF8.GetByteCount(address) > Longest) fault = AddressFault.Long;
        return fault is null ? new MailAddress(address, $"{local.ToLowerInvariant()}@{domain}") : null;
    }

    // What people do most, told before the finer rules: the first that fits explains best.
    private static AddressFault? ShapeOf(string text)
    {
        if (text.Length == 0) return AddressFault.Empty;
        if (text.Length > LongestTyped) return AddressFault.Long;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return AddressFault.NoAt;
        if (text.AsSpan().ContainsAny('<', '>')) return AddressFault.Named;
        if (text.Contains('"', StringComparison.Ordinal)) return AddressFault.Quoted;
        if (text.AsSpan().ContainsAny('(', ')')) return AddressFault.Comment;
        if (at != text.LastIndexOf('@') || text.AsSpan().ContainsAny(',', ';')) return AddressFault.Several;
        if (at == 0) return AddressFault.NothingBefore;
        if (at == text.Length - 1) return AddressFault.NothingAfter;
        if (text[at + 1] == '[') return AddressFault.Literal;
        if (text.Any(char.IsWhiteSpace)) return AddressFault.Space;
        return text.EnumerateRunes().Any(LocalPart.IsHidden) ? AddressFault.Invisible : null;
    }
}
