using Digest.Collecting.Fetching;
using Digest.Collecting.Pages;
using Digest.Collecting.Reading;

namespace Digest.Collecting;

/// <summary>A page that lists articles, read as if it were a feed. The articles' own pages say the rest.</summary>
internal static class ListedFeed
{
    public static FeedReading Read(FetchResult.Fetched page, Source source)
    {
        var html = TextDecoder.Decode(page.Bytes.Span, page.ContentType);
        var listed = ListPage.Find(html, page.Address, source.Selector);
        if (listed.Count == 0) return new FeedReading.Refused(source.Selector is null ? "a page that lists no articles" : $"nothing on the page matches {source.Selector}");
        return new FeedReading.Read(new Feed
        {
            Format = FeedFormat.Rss,
            Title = PageTitle(html, page.Address),
            Home = page.Address.AbsoluteUri,
            Items = [.. listed.Select(a => new FeedItem { Url = a.Url, Title = a.Title })],
        });
    }

    private static string? PageTitle(string html, Uri address)
    {
        using var tree = PageTree.Of(html, address);
        return tree.Document.Title is { Length: > 0 } title ? Cleaning.TextCleaning.Line(title, 200) : null;
    }
}
