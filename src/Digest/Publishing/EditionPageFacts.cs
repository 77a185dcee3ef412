using System.Globalization;
using Digest.Composing;
using Digest.Storage.Newsletters;

namespace Digest.Publishing;

/// <summary>What the page of an edition may say. It is read for years, so a story carries its date where the mail has its age.</summary>
internal static class EditionPageFacts
{
    public static Dictionary<string, object?> Of(Newsletter newsletter, Edition edition, IReadOnlyList<Story> stories)
    {
        var culture = Templating.Voice.CultureOf(newsletter.Options.Language);
        return new Dictionary<string, object?>
        {
            ["newsletter"] = new { newsletter.Name, newsletter.Options.Language, dir = NewsletterFacts.DirectionOf(newsletter.Options.Language) },
            ["edition"] = new { edition.Subject, date_long = edition.Date.ToString("D", culture), introduction = string.Join('\n', new[] { edition.Notice, edition.Introduction }.Where(text => text.Length > 0)) },
            ["stories"] = stories.Select(story => OfStory(story, newsletter.Zone, culture)).ToList(),
            ["more"] = Array.Empty<object>(),
            ["images"] = true,
        };
    }

    private static object OfStory(Story story, TimeZoneInfo zone, CultureInfo culture) => new
    {
        story.Title,
        story.Url,
        story.Source,
        ago = TimeZoneInfo.ConvertTime(story.PublishedAt, zone).ToString("m", culture),
        story.Minutes,
        story.Summary,
        story.Highlights,
        image = story.Image ?? "",
        also_in = story.Others().Select(article => new { article.Source, article.Url }).ToList(),
    };
}
