using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Tests.Templating;

namespace Digest.Tests.Composing;

/// <summary>Editions of made-up stories, rendered with the shipped templates.</summary>
internal static class MailWorld
{
    public static readonly DateTimeOffset At = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private static readonly StorageOptions Options = new() { BaseUrl = "https://news.example.org" };

    private static readonly Digest.Templating.Templates Shipped = new(TemplateFolder.Shipped);

    public static EditionComposer Composer(Digest.Templating.Templates? templates = null) => new(templates ?? Shipped, Options);

    public static RenderedMail Render(EditionFacts edition) => Composer().Render(edition, ReaderSlots.Sample);

    public static Newsletter Newsletter(string language = "en", string theme = "standard", BrandOptions? brand = null) => new()
    {
        Id = 1,
        PublicId = PublicId.New(),
        CreatedAt = At,
        Options = new NewsletterOptions { Slug = "oxide", Name = "The Daily Oxide!", Language = language, Theme = theme, PostalAddress = "Mill Lane 12", Brand = brand ?? new() },
    };

    public static EditionFacts Edition(Newsletter newsletter, params IReadOnlyList<Story> stories) =>
        new() { Newsletter = newsletter, Date = new DateOnly(2026, 11, 24), Name = "2026-11-24", Stories = stories, At = At };

    public static IReadOnlyList<Story> Stories(int count) => [.. Enumerable.Range(0, count).Select(i => Story($"Title {i}", i))];

    public static Story Story(string title, int i = 0) => new()
    {
        Title = title,
        Url = $"https://example.org/{i}",
        Source = i % 2 == 0 ? "Minerals Wire" : "Kiln Street",
        PublishedAt = At.AddHours(-i - 2),
        Summary = $"Summary {i}. Offers stayed where they were while buyers waited.",
        Highlights = i == 1 ? ["One point", "Another", "A third", "A fourth"] : [],
        Image = i % 3 == 0 ? "https://example.org/p.png" : null,
        Minutes = 3,
        Articles = [new StoryArticle(i, "Minerals Wire", title, $"https://example.org/{i}"), .. i == 0 ? new[] { new StoryArticle(99, "Port <Notes>", title, "https://port.example/x") } : []],
    };

    /// <summary>Everything that an edition can hold, with what strangers write.</summary>
    public static EditionFacts Nasty(Newsletter newsletter) => Edition(newsletter,
        [
            Story(new string('W', 500)), Story("", 1), Story("<b>{{ evil }} &amp; \u202e\u05e9\u05dc\u05d5\u05dd\u2028 🎉", 2) with { Summary = "" },
            Story("", 3) with { Summary = " " }, Story("Plain", 4) with { Highlights = [new string('x', 3000)] }, .. Stories(6),
        ]) with
    {
        Introduction = "Hello </p><script>\n\nSecond",
        Notice = "No edition on Thursday\u202e",
        More = [Story("", 20), Story("More <i>", 21)],
        Corrections = [new("Was <b>", "Now {0}", "https://example.org/c", new DateOnly(2026, 11, 20)), new("Same", "Same", "https://example.org/d", new DateOnly(2026, 11, 21))],
        Missed = [new("Missed", "https://example.org/m", "Kiln Street", new DateOnly(2026, 11, 22)), new("", "https://example.org/n", "Kiln Street", new DateOnly(2026, 11, 23))],
    };
}
