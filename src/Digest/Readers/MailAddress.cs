using System.Globalization;
using System.Text;

namespace Digest.Readers;

/// <summary>
/// A reader's address, checked and in two forms. Limits of RFC 5321 section 4.5.3.1 and RFC 6531: local part at most 64
/// octets, whole at most 254. Neither display names nor comments, quoted local parts, address literals or dotless domains.
/// </summary>
/// <param name="Text">As it is stored and mailed: local part as typed, domain in lower-case A-labels.</param>
/// <param name="Key">The identity: <paramref name="Text"/> with the local part folded. No provider's tricks are undone.</param>
internal sealed record MailAddress(string Text, string Key)
{
    private const string LocalMarks = "!#$%&'*+-/=?^_`{|}~.";
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>Whether the local part needs a server that speaks SMTPUTF8.</summary>
    public bool NeedsUtf8 => !Ascii.IsValid(Text);

    /// <summary>For logs: enough to recognise, too little to write to.</summary>
    public static string Mask(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? "***" : $"{address[0]}***{address[at..]}";
    }

    /// <summary>Null: this is no address that a form should take.</summary>
    public static MailAddress? Parse(string? typed)
    {
        var text = Trim(typed ?? "");
        if (text.Length is < 3 or > 320) return null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != text.LastIndexOf('@')) return null;
        var local = TryNormalize(text[..at]);
        var domain = ToAscii(text[(at + 1)..]);
        if (local is null || domain is null || !IsLocal(local)) return null;
        var address = $"{local}@{domain}";
        return Encoding.UTF8.GetByteCount(address) > 254 ? null : new MailAddress(address, $"{local.ToLowerInvariant()}@{domain}");
    }

    // White space and zero-width characters stick to what people paste.
    private static string Trim(string text)
    {
        static bool IsInvisible(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF';
        var start = 0;
        var end = text.Length;
        while (start < end && IsInvisible(text[start])) start++;
        while (end > start && IsInvisible(text[end - 1])) end--;
        return text[start..end];
    }

    private static string? TryNormalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return null; // A lone surrogate is no text.
        }
    }

    private static bool IsLocal(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > 64 || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) return false;
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii ? !(char.IsAsciiLetterOrDigit((char)rune.Value) || LocalMarks.Contains((char)rune.Value, StringComparison.Ordinal)) : !IsWord(rune)) return false;
        }
        // A percent sign before two hex digits is a smuggled character, not a name.
        for (var i = local.IndexOf('%', StringComparison.Ordinal); i >= 0; i = local.IndexOf('%', i + 1))
            if (i + 2 < local.Length && char.IsAsciiHexDigit(local[i + 1]) && char.IsAsciiHexDigit(local[i + 2])) return false;
        return true;
    }

    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.OtherSymbol;

    private static string? ToAscii(string domain)
    {
        try
        {
            var ascii = Idn.GetAscii(domain).ToLowerInvariant();
            var labels = ascii.Split('.');
            var sound = ascii.Length <= 253 && labels.Length >= 2 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
            return sound ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null; // Empty or overlong labels, forbidden characters.
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
