using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MimeKit;

namespace Digest.Tests.Mails;

/// <summary>A mail of the gallery as tests look at it: its raw lines, read by hand, and what MimeKit and a browser's parser make of it.</summary>
internal sealed class OpenedMail
{
    private static readonly Lazy<IReadOnlyList<OpenedMail>> Opened = new(() => [.. Gallery.All.Select(m => new OpenedMail(m))]);

    private OpenedMail(GalleryMail of)
    {
        Of = of;
        Raw = Encoding.Latin1.GetString(of.Raw);
        var end = Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Head = Raw[..end];
        Body = Raw[(end + 4)..];
        Headers = [.. Regex.Split(Head, "\r\n(?![ \t])").Select(h => (h[..h.IndexOf(':', StringComparison.Ordinal)], h[(h.IndexOf(':', StringComparison.Ordinal) + 1)..]))];
        Read = MimeMessage.Load(new MemoryStream(of.Raw));
        Text = Read.TextBody!.ReplaceLineEndings("\n");
        Html = Read.HtmlBody!;
        Page = new HtmlParser().ParseDocument(Html);
    }

    public static IReadOnlyList<OpenedMail> All => Opened.Value;

    public GalleryMail Of { get; }

    /// <summary>A character is a byte.</summary>
    public string Raw { get; }
    public string Head { get; }
    public string Body { get; }

    /// <summary>As they stand: with the blank after the colon, and folded.</summary>
    public IReadOnlyList<(string Name, string Raw)> Headers { get; }
    public MimeMessage Read { get; }
    public string Text { get; }
    public IReadOnlyList<string> Lines => Text.Split('\n');
    public string Html { get; }
    public IHtmlDocument Page { get; }
    public bool IsCalm => Of.Edition is not ("nasty" or "single");

    /// <summary>The value of a header that is there once, as it stands.</summary>
    public string Header(string name) => Headers.Single(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Raw;

    /// <summary>Where the links lead, in order.</summary>
    public IEnumerable<string> Links => Page.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!);

    /// <summary>Links to stories, each once, in order.</summary>
    public IEnumerable<string> StoryLinks => Links.Where(IsStory).Distinct();

    public static bool IsStory(string link) => link.StartsWith("https://news.example/", StringComparison.Ordinal);

    /// <summary>What is read: text that is not hidden, with the element it stands in.</summary>
    public IEnumerable<(string Text, IElement In)> Words => Page.Body!.Descendants<IText>()
        .Where(t => t.Text.Trim(' ', '\n', '\r', '\t', '\u00a0').Length > 0 && t.ParentElement is { } p && !p.Ancestors<IElement>().Append(p).Any(IsHidden) && p.LocalName is not ("style" or "title"))
        .Select(t => (t.Text.Trim(), t.ParentElement!));

    /// <summary>A declaration of an element's style attribute; null: it has none of that name.</summary>
    public static string? Style(IElement element, string name) =>
        (element.GetAttribute("style") ?? "").Split(';').Select(d => d.Split(':', 2)).LastOrDefault(d => d.Length == 2 && d[0].Trim() == name)?[1].Trim();

    /// <summary>Looks at every mail of the gallery; what is wrong with any of them fails the test.</summary>
    public static void Each(Func<OpenedMail, IEnumerable<string>> problems, Func<OpenedMail, bool>? which = null)
    {
        var looked = All.Where(which ?? (_ => true)).ToList();
        Assert.That(looked, Is.Not.Empty);
        var found = looked.SelectMany(m => problems(m).Take(3).Select(p => $"{m.Of.Name}: {p}")).ToList();
        Assert.That(found, Is.Empty, $"{found.Count} in {looked.Count} mails");
    }

    /// <summary>Looks at every mail of the gallery for one thing.</summary>
    public static void Each(Func<OpenedMail, string?> problem, Func<OpenedMail, bool>? which = null) =>
        Each(m => problem(m) is { } found ? [found] : Array.Empty<string>(), which);

    private static bool IsHidden(IElement element) => Style(element, "display") == "none";
}
