using System.Text.Json;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Reading.Json;

/// <summary>JSON Feed 1.0 and 1.1 (jsonfeed.org). A document that was cut off is refused: half of it would lie.</summary>
internal static class JsonFormat
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    public static FeedReading Read(string text, Uri? address, bool mends)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return document.RootElement.Get("items") is { ValueKind: JsonValueKind.Array } items
                ? new FeedReading.Read(Feed(document.RootElement, items, address, mends))
                : new FeedReading.Refused("JSON, but not a JSON Feed: it has no list of items");
        }
        catch (JsonException e)
        {
            return new FeedReading.Refused($"not JSON throughout: broken or cut off in line {e.LineNumber + 1}");
        }
    }

    private static Feed Feed(JsonElement root, JsonElement items, Uri? address, bool mends)
    {
        var home = WebAddress.Absolute(root.Text("home_page_url"), address);
        var document = address ?? WebAddress.AbsoluteUri(home, null);
        var language = TextCleaning.Line(root.Text("language"), 35);
        var authors = Authors(root, mends);
        return new Feed
        {
            Format = FeedFormat.Json,
            Title = PlainText.Title(Words(root.Text("title"), mends)),
            Home = home,
            Language = language,
            Items =
            [
                .. items.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object)
                    .Take(FeedReader.MaxItems).Select(item => Item(item, document, authors, mends)),
            ],
        };
    }

    private static FeedItem Item(JsonElement item, Uri? document, IReadOnlyList<string> feedAuthors, bool mends)
    {
        var html = Sanitiser.Clean(Words(item.Text("content_html") ?? AsHtml(item.Text("content_text")), mends), document);
        return new FeedItem
        {
            Id = TextCleaning.Line(item.Text("id")),
            Title = PlainText.Title(Words(item.Text("title"), mends)),
            Url = Url(item, document),
            Published = FeedTime.Parse(item.Text("date_published")),
            Updated = FeedTime.Parse(item.Text("date_modified")),
            Authors = Authors(item, mends) is { Count: > 0 } own ? own : feedAuthors,
            Summary = PlainText.Of(Words(item.Text("summary"), mends)),
            Html = html,
            Image = Image(item, document) ?? ItemImage.FirstIn(html),
            Categories = ItemLists.Of(item.List("tags").Select(tag => Words(tag.AsText(), mends))),
        };
    }

    private static string? Url(JsonElement item, Uri? document)
    {
        foreach (var name in new[] { "url", "external_url", "id" })
            if (item.Text(name) is { } written && (name != "id" || written.StartsWith("http", StringComparison.OrdinalIgnoreCase))
                && WebAddress.Absolute(written, document) is { } address)
                return address;
        return document is null ? WebAddress.Relative(item.Text("url")) : null;
    }

    private static string? Image(JsonElement item, Uri? document)
    {
        foreach (var name in new[] { "image", "banner_image" })
            if (WebAddress.Absolute(item.Text(name), document) is { } address)
                return address;
        foreach (var file in item.List("attachments"))
            if (file.Text("mime_type")?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
                && WebAddress.Absolute(file.Text("url"), document) is { } attached)
                return attached;
        return null;
    }

    private static IReadOnlyList<string> Authors(JsonElement element, bool mends)
    {
        var authors = element.List("authors").Select(static author => author.Text("name") ?? author.AsText());
        var single = element.Get("author") is { } one ? one.Text("name") ?? one.AsText() : null;
        return ItemLists.Of(authors.Append(single).Select(name => Words(name, mends)));
    }

    private static string? Words(string? text, bool mends) => text is not null && mends ? MarkupMending.Mend(text) : text;

    private static string? AsHtml(string? text) => text is null ? null
        : System.Net.WebUtility.HtmlEncode(text).ReplaceLineEndings("\n")
            .Replace("\n\n", "</p><p>", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal) is var lines
            ? $"<p>{lines}</p>" : null;
}
