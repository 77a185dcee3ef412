using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Reading.Atom;

/// <summary>Which of an element's links leads to what it speaks of.</summary>
internal static class AtomLinks
{
    /// <summary>
    /// The best address: the alternate that is a page, any alternate, content that stands elsewhere, the id where it
    /// is an address, then a file that comes with it. Without a base a relative one stays as written.
    /// </summary>
    public static string? Best(Node node, Uri? document)
    {
        string? relative = null;
        foreach (var (written, @base) in Candidates(node, document))
        {
            if (WebAddress.Absolute(written, @base) is { } address)
                return address;
            if (@base is null)
                relative ??= WebAddress.Relative(written);
        }
        return relative;
    }

    private static IEnumerable<(string Written, Uri? Base)> Candidates(Node node, Uri? document)
    {
        var alternates = node.All("link", Vocabulary.Atom, Vocabulary.Core).Where(IsAlternate).ToList();
        foreach (var link in alternates.OrderBy(static link => IsPage(link) ? 0 : 1))
            if ((link.Attribute("href") ?? link.Trimmed) is { } written)
                yield return (written, link.Base(document));
        if (node.First("content", Vocabulary.Atom) is { } content && content.Attribute("src") is { } source)
            yield return (source, content.Base(document));
        if (node.Value("id", Vocabulary.Atom, Vocabulary.Core) is { } id && id.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            yield return (id, null);
        foreach (var link in node.All("link", Vocabulary.Atom, Vocabulary.Core))
            if ("enclosure".Equals(link.Attribute("rel"), StringComparison.OrdinalIgnoreCase) && link.Attribute("href") is { } file)
                yield return (file, link.Base(document));
    }

    private static bool IsAlternate(Node link) =>
        link.Attribute("rel") is not { } rel || rel.EndsWith("alternate", StringComparison.OrdinalIgnoreCase);

    private static bool IsPage(Node link) =>
        link.Attribute("type") is not { } type || type.Contains("html", StringComparison.OrdinalIgnoreCase);
}
