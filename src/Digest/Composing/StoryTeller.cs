using Digest.Collecting.Cleaning;

namespace Digest.Composing;

/// <summary>Makes a story of an article: what a reader needs to decide whether to open it.</summary>
internal static class StoryTeller
{
    private const int SummaryLength = 360;
    private const int WordsPerMinute = 220;
    private const int MostHighlights = 4;
    private const int LongestUrl = 1000;

    /// <summary>Told by the first report, or a fuller one where that says nothing; the others are named.</summary>
    public static Story Tell(CandidateGroup group)
    {
        var told = Tell(group.Candidates[0]) with { Topic = Choosing.Ranking.TopicOf(group) };
        return group.Candidates.Count == 1 ? told : told with
        {
            Summary = told.Summary.Length > 0 ? told.Summary : group.Candidates.Select(Tell).Select(s => s.Summary).FirstOrDefault(s => s.Length > 0, ""),
            Image = told.Image ?? group.Candidates.Select(m => Short(m.Image) ?? Short(m.PageImage)).FirstOrDefault(i => i is not null),
            Articles = [.. group.Candidates.Select(m => new StoryArticle(m.Article, m.Source, m.Title, m.Url))],
            Reason = group.Reason,
        };
    }

    private static Story Tell(Candidate candidate)
    {
        var content = PlainText.Of(candidate.Html) ?? "";
        var text = candidate.PageText is { } page && page.Length > content.Length ? page : content;
        var isListed = candidate.Kind == Collecting.Source.PageKind;
        return new Story
        {
            Title = isListed && candidate.PageTitle is { Length: > 0 } title ? title : candidate.Title,
            Url = candidate.Url,
            Source = candidate.Source,
            PublishedAt = isListed && candidate.PagePublishedAt is { } at && at < candidate.PublishedAt ? at : candidate.PublishedAt,
            Summary = Shorten(Teaser.Of(candidate)),
            Highlights = candidate.OwnHighlights ? [.. (candidate.PageHighlights ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MostHighlights)] : [],
            Image = Short(candidate.Image) ?? Short(candidate.PageImage),
            Minutes = Minutes(text),
            Articles = [new StoryArticle(candidate.Article, candidate.Source, candidate.Title, candidate.Url)],
        };
    }

    // An address that is a picture by itself, or a text of its own, would fill the mail.
    private static string? Short(string? url) => url?.Length <= LongestUrl ? url : null;

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
