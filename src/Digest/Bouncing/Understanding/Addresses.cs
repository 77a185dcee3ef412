using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Digest.Bouncing.Understanding;

/// <summary>Addresses as reports write them: in fields, in angle brackets, in the middle of a sentence.</summary>
internal static partial class Addresses
{
    private const int Longest = 320;

    /// <summary>Those that stand in a line of text, in their order; each once.</summary>
    public static IReadOnlyList<string> In(string line)
    {
        if (!line.Contains('@', StringComparison.Ordinal)) return [];
        return [.. InText().Matches(line).Select(m => Tidy(m.Groups[1].Value)).Where(IsOne).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>
    /// The address in a recipient field: <c>rfc822; a@x.org</c> (RFC 3464 section 2.3), <c>utf-8; …</c> with the escapes of
    /// RFC 6533 section 3, a source route before it (RFC 5321 appendix C) or a comment behind. Null: none.
    /// </summary>
    public static string? OfField(string? value)
    {
        if (value is null) return null;
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var type = semicolon < 0 ? "" : value[..semicolon].Trim();
        var text = value[(semicolon + 1)..].Trim();
        if (type.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) text = Unescape(text);
        if (text.StartsWith('@') && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var route) text = text[(route + 1)..];
        if (In(text) is [var first, ..]) return first;
        var bare = text.Trim('<', '>', ' ', '"', '\'');
        return IsOne(bare) && !bare.Contains(' ', StringComparison.Ordinal) ? bare : null;
    }

    /// <summary>Whether the domain has a dot: what has none names a host that only the reporter knows.</summary>
    public static bool IsPublic(string address) => address.LastIndexOf('@') is var at && address.IndexOf('.', at) > at;

    private static bool IsOne(string text) => text.Length is > 2 and < Longest && text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1;

    // "a@x.org..." and "'a@x.org'" are how Sendmail and Outlook write it.
    private static string Tidy(string found) => found.TrimEnd('.', '-').TrimStart('\'', '`', '.', '=', '*', '/', '|');

    /// <summary>Undoes <c>\x{40}</c> and <c>\x{20AC}</c> (RFC 6533 section 3: utf-8-addr-xtext, utf-8-addr-unitext).</summary>
    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("\\x{") && text.IndexOf('}', i) is > 0 and var end && end - i <= 9
                && int.TryParse(text.AsSpan(i + 3, end - i - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && Rune.IsValid(point))
            {
                plain.Append(new Rune(point).ToString());
                i = end;
            }
            else plain.Append(text[i]);
        }
        return plain.ToString();
    }

    [GeneratedRegex("""((?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u00A1-\uFFFD]+|"[^"@<>]{1,64}")@[A-Za-z0-9\u00A1-\uFFFD][A-Za-z0-9.\-\u00A1-\uFFFD]*\.[A-Za-z0-9\-\u00A1-\uFFFD]+)""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InText();
}
