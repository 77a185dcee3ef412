using System.Globalization;
using System.Text;

namespace Digest.Commands.Init;

/// <summary>Makes a newsletter's slug: 1 to 40 lower-case letters, digits and single hyphens.</summary>
internal static class Slugs
{
    private const int Longest = 40;

    /// <summary>Of a name; where it has no usable letter, of the site's host.</summary>
    public static string Of(string name, Uri site)
    {
        var host = site.IdnHost.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? site.IdnHost[4..] : site.IdnHost;
        return Of(name) is { Length: > 0 } slug ? slug : Of(host) is { Length: > 0 } other ? other : "daily";
    }

    private static string Of(string text)
    {
        var slug = new StringBuilder();
        // Accents come off; letters of other scripts have no plain form and separate words.
        foreach (var c in text.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c is '\'' or '’') continue;
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var whole = slug.ToString();
        if (whole.Length > Longest) whole = whole[..Longest];
        return whole.Trim('-');
    }
}
