namespace Digest.Collecting.Reading.Markup;

/// <summary>Which set of names an element belongs to.</summary>
internal enum Vocabulary
{
    /// <summary>RSS in all its namespaces, and elements without one.</summary>
    Core,
    Atom,
    Dublin,
    DublinTerms,
    Content,
    Media,
    Itunes,
    Syndication,
    Xhtml,
    Other,
}

/// <summary>Names of namespaces to vocabularies, as loosely as feeds write them.</summary>
internal static class Vocabularies
{
    private static readonly (string Part, Vocabulary Vocabulary)[] ByAddress =
    [
        ("w3.org/2005/atom", Vocabulary.Atom),
        ("purl.org/atom/", Vocabulary.Atom),
        ("purl.org/rss/1.0/modules/content", Vocabulary.Content),
        ("purl.org/rss/1.0/modules/syndication", Vocabulary.Syndication),
        ("purl.org/rss/1.0/modules/", Vocabulary.Other),
        ("purl.org/dc/elements", Vocabulary.Dublin),
        ("purl.org/dc/terms", Vocabulary.DublinTerms),
        ("search.yahoo.com/mrss", Vocabulary.Media),
        ("itunes.com/dtds/podcast", Vocabulary.Itunes),
        ("w3.org/1999/xhtml", Vocabulary.Xhtml),
        ("purl.org/rss/", Vocabulary.Core),
        ("purl.org/net/rss", Vocabulary.Core),
        ("my.netscape.com", Vocabulary.Core),
        ("backend.userland.com/rss", Vocabulary.Core),
        ("blogs.law.harvard.edu/tech/rss", Vocabulary.Core),
        ("cyber.law.harvard.edu/rss", Vocabulary.Core),
    ];

    /// <summary>
    /// The vocabulary of an element, by its namespace, else by what its prefix usually means: publishers mistype addresses
    /// and not prefixes. A document whose own names stand in a namespace nobody knows still means its own names.
    /// </summary>
    public static Vocabulary Of(string prefix, string? address)
    {
        if (!string.IsNullOrEmpty(address))
            foreach (var (part, vocabulary) in ByAddress)
                if (address.Contains(part, StringComparison.OrdinalIgnoreCase))
                    return vocabulary;
        return OfPrefix(prefix);
    }

    private static Vocabulary OfPrefix(string prefix) => prefix.ToLowerInvariant() switch
    {
        "" or "rss" => Vocabulary.Core,
        "atom" or "atom10" or "a10" => Vocabulary.Atom,
        "dc" => Vocabulary.Dublin,
        "dcterms" or "dct" => Vocabulary.DublinTerms,
        "content" => Vocabulary.Content,
        "media" => Vocabulary.Media,
        "itunes" => Vocabulary.Itunes,
        "sy" => Vocabulary.Syndication,
        "xhtml" => Vocabulary.Xhtml,
        _ => Vocabulary.Other,
    };
}
