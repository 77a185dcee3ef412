using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Reading;

/// <summary>The picture of an item: what the publisher names as one, before what merely stands in the text.</summary>
internal static class ItemImage
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"];

    /// <param name="item">The item or entry.</param>
    /// <param name="html">Its sanitised content.</param>
    /// <param name="base">For relative addresses.</param>
    public static string? Of(Node item, string? html, Uri? @base)
    {
        foreach (var written in Named(item))
            if (WebAddress.Absolute(written, @base) is { } address)
                return address;
        return FirstIn(html);
    }

    /// <summary>The first image of sanitised HTML; its addresses are absolute.</summary>
    public static string? FirstIn(string? html)
    {
        if (html is null || !html.Contains("<img", StringComparison.Ordinal))
            return null;
        var scanner = new MarkupScanner(html, isXml: false);
        while (scanner.Next())
            if (scanner.Piece == MarkupPiece.Start && scanner.Name == "img" && scanner.Attribute("src") is { } source)
                return WebAddress.Absolute(Entities.Decode(source), null);
        return null;
    }

    private static IEnumerable<string?> Named(Node item)
    {
        Node[] holders = [item, .. item.All("group", Vocabulary.Media), .. item.All("content", Vocabulary.Media)];
        foreach (var media in holders.SelectMany(static holder => holder.All("content", Vocabulary.Media)))
            if (IsImage(media))
                yield return media.Attribute("url");
        foreach (var thumbnail in holders.SelectMany(static holder => holder.All("thumbnail", Vocabulary.Media)))
            yield return thumbnail.Attribute("url");
        foreach (var enclosure in item.All("enclosure", Vocabulary.Core))
            if (IsImage(enclosure))
                yield return enclosure.Attribute("url");
        foreach (var link in item.All("link", Vocabulary.Atom))
            if (link.Attribute("rel") == "enclosure" && IsImage(link))
                yield return link.Attribute("href");
        foreach (var image in item.All("image", Vocabulary.Itunes, Vocabulary.Core))
            yield return image.Attribute("href") ?? image.Value("url", Vocabulary.Core) ?? image.Trimmed;
    }

    private static bool IsImage(Node media)
    {
        if (media.Attribute("medium") is { } medium)
            return medium.Equals("image", StringComparison.OrdinalIgnoreCase);
        if (media.Attribute("type") is { } type)
            return type.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
        var path = (media.Attribute("url") ?? "").Split('?')[0];
        return Array.Exists(Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}
