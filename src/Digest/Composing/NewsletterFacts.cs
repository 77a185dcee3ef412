using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>What every template may say of a newsletter.</summary>
internal static class NewsletterFacts
{
    private const string Accent = "#0b57a4";
    private const string AccentInTheDark = "#8fbcff";
    private const string Heading = "Georgia,'Times New Roman','Noto Serif',serif";
    private const string Text = "-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif";

    /// <param name="newsletter">Whose mail it is.</param>
    /// <param name="options">Where its pages are.</param>
    /// <param name="language">Of the words around the news; empty: the newsletter's own.</param>
    public static object Of(Newsletter newsletter, StorageOptions options, string language = "")
    {
        var brand = newsletter.Options.Brand;
        var spoken = language.Length > 0 ? language : newsletter.Options.Language;
        return new
        {
            newsletter.Slug,
            newsletter.Name,
            newsletter.Options.Description,
            language = spoken,
            dir = brand.Direction == "auto" ? DirectionOf(spoken) : brand.Direction,
            newsletter.FromName,
            newsletter.Options.PostalAddress,
            newsletter.Options.PrivacyUrl,
            home_url = newsletter.Options.Private ? "" : options.Link("/"),
            accent = Colour.Parse(brand.Color) is { } light ? light.ToString() : Accent,
            accent_dark = Colour.Parse(brand.Color) is { } dark ? dark.ReadableOn(Colour.DarkPaper).ToString() : AccentInTheDark,
            brand.Logo,
            heading_font = brand.Heading.Length > 0 ? brand.Heading : Heading,
            text_font = brand.Text.Length > 0 ? brand.Text : Text,
        };
    }

    /// <summary>In whose name and language its templates speak.</summary>
    public static Voice VoiceOf(Newsletter newsletter, string language = "") =>
        new(language.Length > 0 ? language : newsletter.Options.Language, newsletter.Slug);

    public static string DirectionOf(string language) => Voice.CultureOf(language).TextInfo.IsRightToLeft ? "rtl" : "ltr";
}
