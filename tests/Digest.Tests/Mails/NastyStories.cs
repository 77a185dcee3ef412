using Digest.Composing;

namespace Digest.Tests.Mails;

/// <summary>Stories as strangers' feeds really have them, or as somebody would have them who means harm.</summary>
internal static class NastyStories
{
    /// <summary>Stands in markup that must never be markup in a mail.</summary>
    public const string Markup = """<b>Acid</b> & "sons" <script>alert('x')</script><img src=x onerror=alert(1)>""";

    public static IReadOnlyList<Story> Of(Tongue tongue)
    {
        var (title, summary) = tongue.Stories[0];
        var other = Tongue.All.First(t => t.IsRightToLeft != tongue.IsRightToLeft).Stories[1];
        Story[] stories =
        [
            Story("long", Repeated(title + " ", 500), summary, image: null),
            Story("unbroken", Repeated("Schwefelsäurekontaktverfahrensanlage", 500), Repeated("x", 200)),
            Story("no-title", "", summary),
            Story("nothing", "", ""),
            Story("emoji", "👩‍🔬 Acid 🏭🔥 is scarce 🇩🇪 1️⃣", "👨‍👩‍👧‍👦 " + summary),
            Story("reverse", other.Title, other.Summary),
            Story("both-ways", $"{title} ({other.Title}) 50%", $"{other.Summary} {summary}"),
            Story("markup", Markup, Markup + " <!-- --> ]]> {{ reader.address }}"),
            Story("separators", "One\u2028two\u2029three\r\nBcc: victim@example.org", "From here\u2028on\n.\nFrom there\r\n.."),
            Story("overrides", "Acid \u202Egnp.exe\u202C \u2066is\u2069 scarce\u0000\u0007\u009b", "\u202Bright\u202A left\uFEFF\u001b[31m"),
            Story("halves", "Half \ud83d a character", "and \udc00 another"),
            Story("broken-image", title + " 2", summary, image: "http://[broken/x.png"),
            Story("evil-links", title + " 3", summary, image: "javascript:alert(1)") with { Articles = [Article(title), Article("<a>", "javascript:alert(1)"), Article("x", "https://user:secret@bücher.example/?q=\"><b>")] },
            Story("book", title + " 4", StoryTeller.Shorten(Repeated(summary + " ", 20_000))) with { Highlights = [Repeated(summary + " ", 300), "", Markup], Minutes = 14 },
            Story("no-space", title + " 5", Repeated("https://news.example/a/very/long/address/", 400)),
        ];
        return [.. stories.Select((s, i) => s with { Source = i % 4 == 3 ? Markup : tongue.Sources[i % 3], PublishedAt = Gallery.Noon.AddHours(-i * 7) })];
    }

    private static string Repeated(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length + 1))[..length];

    private static StoryArticle Article(string source, string url = "https://other.example/acid") => new(1, source, "Acid", url);

    private static Story Story(string slug, string title, string summary, string? image = null) => new()
    {
        Title = title,
        Url = $"https://news.example/{slug}?utm=a&b=1",
        Source = "Wire",
        PublishedAt = Gallery.Noon,
        Summary = summary,
        Image = image,
        Articles = [Article("Wire")],
    };
}
