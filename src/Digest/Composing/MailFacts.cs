using System.Globalization;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>What the templates of an edition may say: plain values, dates and ages in the words of the language.</summary>
internal sealed class MailFacts(EditionFacts edition, Words words, CultureInfo culture, StorageOptions options)
{
    /// <summary>From so many stories on a list of contents stands in the mail.</summary>
    private const int Long = 8;

    /// <summary>What may stand above the first story, as characters: more would push its headline off a small screen.</summary>
    private const int RoomAbove = 160;

    private const int LineAsCharacters = 40;

    /// <summary>What is longer is no headline any more; whole it stands at its link.</summary>
    private const int LongestTitle = 200;

    private const int LongestSource = 100;
    private const int LongestPoint = 300;

    /// <summary>One story that everybody reports must leave room for the others.</summary>

    private const int LongestWord = 80;

    /// <param name="subject">Empty: it is being made.</param>
    /// <param name="slots">Null: what is made is the same for all readers.</param>
    public Dictionary<string, object?> Of(string subject, ReaderSlots? slots)
    {
        var facts = new Dictionary<string, object?>
        {
            ["newsletter"] = NewsletterFacts.Of(edition.Newsletter, options, edition.Language),
            ["edition"] = Edition(subject),
            ["stories"] = Stories(),
            ["more"] = edition.More.Select(s => new { title = TitleOf(s), s.Url, source = SourceOf(s.Source) }).ToList(),
            ["corrections"] = edition.Corrections.Select(c => new { was = Plain.Cut(c.Was, LongestTitle), now = c.Now == c.Was ? "" : Plain.Cut(c.Now, LongestTitle), c.Url, date = ShortDate(c.Date) }).ToList(),
            ["missed"] = edition.Missed.Select(m => new { title = m.Title.Length > 0 ? Plain.Cut(m.Title, LongestTitle) : m.Source, m.Url, source = SourceOf(m.Source), date = ShortDate(m.Date) }).ToList(),
        };
        if (slots is not null) facts["reader"] = new { slots.LeaveUrl, slots.PreferencesUrl, slots.Address, slots.Since };
        return facts;
    }

    private object Edition(string subject) => new
    {
        edition.Name,
        subject,
        preheader = new Preheader(edition, words, TitleOf).Make(LongDate(edition.Date)),
        cadence = edition.Cadence.ToString().ToLowerInvariant(),
        date_long = LongDate(edition.Date),
        date_short = ShortDate(edition.Date),
        story_count = edition.Stories.Count + edition.More.Count,
        // The archive shows nothing of a private one.
        url = edition.Newsletter.Options.Private ? "" : options.Link(edition.Name.Length > 0 ? $"/archive/{edition.Newsletter.Slug}/{edition.Name}" : "/archive"),
        edition.Introduction,
        edition.Notice,
        opens_short = edition.Stories.Count == 0 || Size(edition.Introduction) + Size(edition.Notice) <= RoomAbove,
        is_long = edition.Stories.Count >= Long,
        edition.Welcome,
        edition.Test,
    };

    private List<object> Stories()
    {
        var hasTopics = edition.Stories.Select(s => s.Topic).Distinct().Count() > 1;
        return [.. edition.Stories.Select((s, i) => StoryOf(s, hasTopics && (i == 0 || edition.Stories[i - 1].Topic != s.Topic)))];
    }

    private object StoryOf(Story story, bool beginsTopic) => new
    {
        title = TitleOf(story),
        story.Url,
        source = SourceOf(story.Source),
        ago = Ago(edition.At - story.PublishedAt),
        story.Minutes,
        summary = Plain.Line(story.Summary),
        highlights = story.Highlights.Select(h => Plain.Cut(h, LongestPoint)).Where(h => h.Length > 0).ToList(),
        image = story.Image ?? "",
        also_in = story.Others().Select(a => new { source = SourceOf(a.Source), a.Url }).ToList(),
        story.Topic,
        begins_topic = beginsTopic,
    };

    private static string SourceOf(string name) => Plain.Cut(name, LongestSource);

    // A link needs words: the summary's beginning, else where and when it stood.
    private string TitleOf(Story story) =>
        Plain.Cut(string.Join(' ', Plain.Line(story.Title).Split(' ').Select(word => Plain.Cut(word, LongestWord))), LongestTitle) is { Length: > 0 } title ? title
        : Plain.Cut(story.Summary, 100) is { Length: > 0 } begins ? begins
        : words.Say("untitled", story.Source, ShortDate(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(story.PublishedAt, edition.Newsletter.Zone).DateTime)));

    // Meant at the cut, and true to the hour when read on the same morning; older news are dated by the day.
    private string Ago(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "",
        { TotalHours: < 1 } => words.Say("ago_minutes", Math.Max(1, (int)age.TotalMinutes)),
        { TotalHours: < 24 } => words.Say("ago_hours", (int)age.TotalHours),
        { TotalDays: < 30 } => words.Say("ago_days", (int)age.TotalDays),
        _ => "",
    };

    private string LongDate(DateOnly date) => date.ToString("D", culture);

    private string ShortDate(DateOnly date) => date.ToString("M", culture);

    private static int Size(string text) =>
        text.Split('\n').Select(Plain.Line).Where(line => line.Length > 0).Sum(line => Math.Max(LineAsCharacters, line.Sum(c => c >= '\u2e80' ? 2 : 1)));
}
