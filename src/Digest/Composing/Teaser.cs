using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;

namespace Digest.Composing;

/// <summary>
/// What a feed says about an article, without what publishing programs hang on it: the captions of pictures before it, the
/// links and notices behind it. Stored texts keep them, for by those an article is recognised. In doubt a text stays whole.
/// </summary>
internal static class Teaser
{
    /// <summary>No notice is longer, the headline it repeats included.</summary>
    private const int LongestTail = 700;

    private const int MostTails = 4;

    /// <summary>Captions that run into a summary stand so near the beginning of the HTML.</summary>
    private const int LongestHead = 4000;

    /// <summary>A shorter headline is a name that any sentence may hold.</summary>
    private const int ShortestTitle = 20;

    private const int LongestPublisher = 100;

    /// <summary>Of a candidate: its summary's, else what its content says, else what its page says.</summary>
    public static string Of(Candidate candidate)
    {
        if (Of(candidate.Summary, candidate.Title, candidate.Html) is { Length: > 0 } summary) return summary;
        if (Of(PlainText.Of(candidate.Html) ?? "", candidate.Title, candidate.Html) is { Length: > 0 } content) return content;
        return candidate.PageText?.Replace('\n', ' ') ?? "";
    }

    /// <param name="summary">Plain text on one line.</param>
    /// <param name="title">Of the article: notices repeat it.</param>
    /// <param name="html">The article's own content, whose captions may have run into the summary; empty: none.</param>
    /// <returns>Plain text on one line; empty where the feed only repeats the headline, or says that there is more.</returns>
    public static string Of(string summary, string title, string html)
    {
        var text = WithoutCaptions(summary, html);
        for (var i = 0; i < MostTails; i++)
        {
            var shorter = WithoutTail(text, title);
            if (shorter.Length == text.Length) break;
            text = shorter;
        }
        return RepeatsTitle(text, title) ? "" : text;
    }

    private static string WithoutCaptions(string summary, string html)
    {
        foreach (Match caption in TeaserWords.Caption().Matches(html[..Math.Min(html.Length, LongestHead)]))
        {
            if (PlainText.Of(caption.Value) is not { } text) continue;
            // A name may be a caption and the first word of the text.
            if (!summary.StartsWith(text, StringComparison.Ordinal) || !TeaserWords.NewSentence().IsMatch(summary.AsSpan(text.Length))) break;
            summary = summary[text.Length..].TrimStart();
        }
        return summary;
    }

    private static string WithoutTail(string text, string title)
    {
        // The tail is looked for near the end only, however long the text.
        var from = Math.Max(0, text.Length - LongestTail);
        var end = text[from..];
        var at = NoticeAt(end, title) ?? At(TeaserWords.Notice().Match(end)) ?? At(TeaserWords.Link().Match(end)) ?? At(TeaserWords.Brackets().Match(end))
            ?? (from == 0 ? At(TeaserWords.Whole().Match(end)) : null);
        if (at is { } cut) return text[..(from + cut)].TrimEnd();
        // Brackets that stand for the rest are an ellipsis, or nothing behind a whole sentence.
        if (!TeaserWords.Rest().IsMatch(end)) return text;
        var kept = text[..text.LastIndexOfAny(['[', '('])].TrimEnd(' ', ',', ';', ':', '-', '–', '…');
        return kept.Length == 0 || kept[^1] is '.' or '!' or '?' or '。' or '！' or '？' or '"' or '”' or '»' ? kept : kept + "…";
    }

    /// <summary>Where a last sentence begins that says of this headline where it appeared first.</summary>
    private static int? NoticeAt(string end, string title)
    {
        if (title.Length == 0 || end.LastIndexOf(title, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at)) return null;
        if (!TeaserWords.Appeared().IsMatch(end.AsSpan(at + title.Length))) return null;
        var before = TeaserWords.Opening().Match(end[..at]);
        if (before.Success) return before.Index;
        return title.Length >= ShortestTitle && TeaserWords.SentenceEnd().IsMatch(end.AsSpan(0, at)) ? at : null;
    }

    private static int? At(Match match) => match.Success ? match.Index : null;

    // The headline again, and behind it at most the name of who published it: search engines' feeds say no more.
    private static bool RepeatsTitle(string text, string title)
    {
        var at = 0;
        foreach (var letter in title.Where(char.IsLetterOrDigit))
        {
            while (at < text.Length && !char.IsLetterOrDigit(text[at])) at++;
            if (at == text.Length || char.ToUpperInvariant(text[at++]) != char.ToUpperInvariant(letter)) return false;
        }
        var rest = text.AsSpan(at);
        return at > 0 && (!Holds(rest) || (title.Length >= ShortestTitle && rest.Length <= LongestPublisher && TeaserWords.Publisher().IsMatch(rest)));
    }

    private static bool Holds(ReadOnlySpan<char> rest)
    {
        foreach (var c in rest)
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) return true;
        return false;
    }
}
