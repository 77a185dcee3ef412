using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Recognising;

/// <summary>What stands in for what a feed does not say.</summary>
internal static class StandIn
{
    private const int LongestTitle = 80;

    /// <summary>Something to click on: the beginning of the text, else the address.</summary>
    public static string TitleOf(FeedItem item)
    {
        var text = item.Summary is { Length: > 0 } summary ? summary : PlainText.Of(item.Html) ?? "";
        if (text.Length == 0) return item.Url ?? "";
        if (text.Length <= LongestTitle) return text;
        var cut = text.LastIndexOf(' ', LongestTitle) is > 20 and var space ? space : LongestTitle;
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)] + "…";
    }

    /// <summary>The feed's date where it can be believed: neither missing, nor before 1990, nor in the future; else now.</summary>
    public static DateTimeOffset Date(DateTimeOffset? said, DateTimeOffset now) =>
        said is { } at && at.Year >= 1990 && at <= now ? at : now;
}
