using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>A page as a tree within limits, with what stands beside the tree. It belongs to one reading, which may take it apart.</summary>
/// <param name="Document">Nothing in it runs or loads.</param>
/// <param name="Data">The JSON-LD scripts as they stand.</param>
/// <param name="Base">What its relative addresses are relative to.</param>
internal sealed record PageTree(IHtmlDocument Document, IReadOnlyList<string> Data, Uri Base) : IDisposable
{
    /// <param name="page">The decoded page; what is over <see cref="PageMarkup.Longest"/> is cut.</param>
    /// <param name="address">Where it came from.</param>
    public static PageTree Of(string page, Uri address)
    {
        var (html, data) = PageMarkup.Of(page);
        var document = new HtmlParser().ParseDocument(html);
        var written = document.QuerySelector("base[href]")?.GetAttribute("href");
        return new PageTree(document, data, WebAddress.AbsoluteUri(written, address) ?? address);
    }

    public void Dispose() => Document.Dispose();
}
