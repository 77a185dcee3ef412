using Digest.Collecting.Cleaning;

namespace Digest.Composing;

/// <summary>Makes a story of an article: what a reader needs to decide whether to open it.</summary>
internal static class StoryTeller
{
    private const int SummaryLength = 360;
    private const int WordsPerMinute = 220;

    public static Story Tell(Candidate candidate)
    {
        var text = PlainText.Of(candidate.Html) ?? "";
        return new Story
        {
            Title = candidate.Title,
            Url = candidate.Url,
            Source = candidate.Source,
            PublishedAt = candidate.PublishedAt,
            Summary = Shorten(candidate.Summary.Length > 0 ? candidate.Summary : text),
            Image = candidate.Image,
            Minutes = Minutes(text),
            Articles = [new StoryArticle(candidate.Article, candidate.Source, candidate.Title, candidate.Url)],
        };
    }

    /// <summary>Whole sentences while they fit; else whole words and an ellipsis. Never half a character.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= SummaryLength) return text;
        var end = -1;
        for (var i = 80; i < SummaryLength; i++)
            if (text[i] is '.' or '!' or '?' or '。' or '؟' or '！' or '？' && (i + 1 == text.Length || text[i] > 'ÿ' || char.IsWhiteSpace(text[i + 1]))) end = i + 1;
        if (end > 0) return text[..end];
        var space = text.LastIndexOf(' ', SummaryLength);
        var cut = space > SummaryLength / 2 ? space : SummaryLength;
        if (char.IsHighSurrogate(text[cut - 1])) cut--;
        return text[..cut].TrimEnd() + "…";
    }

    // A teaser says nothing about how long the article is.
    private static int Minutes(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return words < WordsPerMinute / 2 ? 0 : (int)Math.Round((double)words / WordsPerMinute, MidpointRounding.AwayFromZero);
    }
}
