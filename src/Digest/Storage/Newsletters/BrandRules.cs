using System.Globalization;
using System.Text.RegularExpressions;

namespace Digest.Storage.Newsletters;

/// <summary>Refuses a brand that readers could not read, or that would break the mail.</summary>
internal static partial class BrandRules
{
    private static readonly string[] Generic = ["serif", "sans-serif", "monospace", "system-ui"];

    /// <exception cref="Fault">A value is unusable; the message says what it should be.</exception>
    public static void Check(BrandOptions brand, string path)
    {
        CheckColour(brand.Color, $"{path}:Color");
        CheckLogo(brand.Logo, $"{path}:Logo");
        CheckFonts(brand.Heading, $"{path}:Heading", "Georgia, 'Times New Roman', serif");
        CheckFonts(brand.Text, $"{path}:Text", "'Segoe UI', Arial, sans-serif");
        if (brand.Direction is not ("auto" or "ltr" or "rtl"))
            throw new Fault($"{path}:Direction is '{brand.Direction}', but should be auto (by the language), ltr or rtl.");
    }

    private static void CheckColour(string text, string key)
    {
        if (text.Length == 0) return;
        var colour = Colour.Parse(text) ?? throw new Fault($"{key} is '{text}', but should be a colour like #0b57a4.");
        var contrast = colour.Contrast(Colour.White);
        if (contrast >= Colour.Readable) return;
        // Rounded down, so that 4.49 is never shown as the 4.5 that it misses.
        var shown = (Math.Floor(contrast * 100) / 100).ToString("0.0#", CultureInfo.InvariantCulture);
        throw new Fault($"{key} {text} has a contrast of {shown}:1 on white, but links need 4.5:1 to be readable. Choose a darker shade.");
    }

    private static void CheckLogo(string text, string key)
    {
        if (text.Length == 0) return;
        var isGood = text.All(c => c is > ' ' and < '\x7f' and not ('"' or '\'' or '<' or '>' or '\\'))
            && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && uri.UserInfo.Length == 0;
        if (!isGood) throw new Fault($"{key} is '{text}', but should be the https address of an image, e.g. https://www.example.org/logo.png.");
    }

    private static void CheckFonts(string text, string key, string example)
    {
        if (text.Length == 0) return;
        var families = text.Split(',', StringSplitOptions.TrimEntries);
        if (families.All(f => Family().IsMatch(f)) && Generic.Contains(families[^1])) return;
        throw new Fault($"{key} is '{text}', but should be font names with commas between them, quoted where they have spaces, and {string.Join(", ", Generic[..^1])} or {Generic[^1]} at the end, e.g. {example}.");
    }

    [GeneratedRegex(@"\A(-?[A-Za-z][A-Za-z0-9-]*|'[A-Za-z0-9][A-Za-z0-9 -]*')\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Family();
}
