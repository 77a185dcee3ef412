using System.Globalization;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>What every template may say of a newsletter.</summary>
internal static class NewsletterFacts
{
    public static object Of(Newsletter newsletter, StorageOptions options) => new
    {
        newsletter.Slug,
        newsletter.Name,
        newsletter.Options.Description,
        newsletter.Options.Language,
        dir = DirectionOf(newsletter.Options.Language),
        newsletter.FromName,
        newsletter.Options.PostalAddress,
        home_url = options.Link("/"),
        accent = "#0b57a4",
        accent_dark = "#8fbcff",
    };

    public static string DirectionOf(string language) => CultureInfo.GetCultureInfo(language).TextInfo.IsRightToLeft ? "rtl" : "ltr";
}
