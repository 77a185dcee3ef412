using System.Globalization;
using Digest.Storage;
using Digest.Templating;
using Scriban.Runtime;

namespace Digest.Composing;

/// <summary>The two parts of a mail and its subject, as rendered; slots stand as markers.</summary>
internal sealed record RenderedMail(string Subject, string Html, string Text);

/// <summary>Renders editions through the templates of <c>mail/</c>.</summary>
internal sealed class EditionComposer(Templates templates, StorageOptions options)
{
    /// <exception cref="TemplateFault">A template is broken.</exception>
    public RenderedMail Render(EditionFacts edition, ReaderSlots slots)
    {
        var subject = edition.Subject.Length > 0 ? edition.Subject : OneLine(templates.Render("mail/subject.txt", Facts(edition, slots, "")));
        var facts = Facts(edition, slots, subject);
        return new RenderedMail(subject, templates.Render("mail/standard.html", facts), templates.Render("mail/standard.txt", facts));
    }

    private ScriptObject Facts(EditionFacts edition, ReaderSlots slots, string subject) => Templating.Facts.From(new
    {
        newsletter = NewsletterFacts.Of(edition.Newsletter, options),
        edition = new
        {
            edition.Name,
            subject,
            preheader = edition.Stories.Count > 1 ? edition.Stories[1].Title : edition.Stories[0].Summary,
            date_long = edition.Date.ToString("D", CultureInfo.GetCultureInfo(edition.Newsletter.Options.Language)),
            story_count = edition.Stories.Count,
            url = edition.Name.Length > 0 ? options.Link($"/archive/{edition.Newsletter.Slug}/{edition.Name}") : options.Link("/archive"),
            edition.Introduction,
            edition.Welcome,
            edition.Test,
        },
        stories = edition.Stories.Select(s => StoryFacts(s, edition.At)).ToList(),
        more = Array.Empty<object>(),
        reader = new { slots.LeaveUrl, preferences_url = "", slots.Address, slots.Since },
    });

    private static object StoryFacts(Story story, DateTimeOffset at) => new
    {
        story.Title,
        story.Url,
        story.Source,
        ago = Ago(at - story.PublishedAt),
        story.Minutes,
        story.Summary,
        story.Highlights,
        image = story.Image ?? "",
        also_in = story.Articles.Skip(1).Select(a => new { a.Source, a.Url }).ToList(),
    };

    // Meant at the cut, and true to the hour when read on the same morning; older news are dated by the day.
    private static string Ago(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "",
        { TotalHours: < 1 } => $"{Math.Max(1, (int)age.TotalMinutes)} min ago",
        { TotalHours: < 24 } => $"{(int)age.TotalHours} h ago",
        { TotalDays: < 30 } => $"{(int)age.TotalDays} d ago",
        _ => "",
    };

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What stands where each reader's own values go: markers in a variant, real values in a preview.</summary>
internal sealed record ReaderSlots(string LeaveUrl, string Address, string Since)
{
    public static ReaderSlots Sample { get; } = new("https://news.example/unsubscribe/sample", "reader@news.example", "2026-01-01");
}
