using System.Buffers;
using System.Collections.Frozen;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// Tells of flattened HTML whether it is of the plainest kind: few elements, nested as HTML nests them, written as a browser
/// writes them. Of such HTML the sanitiser gives back every byte as it stands, so it need not build a document of it, which
/// would be half of all work on a feed. Whatever is not recognised here, character by character, goes through the sanitiser.
/// </summary>
internal ref struct SettledHtml
{
    private const int Deepest = 64;
    private const int MostAttributes = 8;

    private enum Kind : byte
    {
        Words,
        Link,
        Paragraph,
        Block,
        Heading,
        List,
        ListItem,
        Empty,
        Rule,
    }

    private static readonly FrozenDictionary<string, Kind> Kinds = Elements().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, Kind>.AlternateLookup<ReadOnlySpan<char>> KindOf = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Rewritten = SearchValues.Create("\r\u00A0\0\uFFFF");

    private readonly Span<Range> open;
    private readonly ReadOnlySpan<char> html;
    private int depth;
    private int paragraphs;
    private int links;
    private int position;

    private SettledHtml(ReadOnlySpan<char> html, Span<Range> open)
    {
        this.html = html;
        this.open = open;
    }

    /// <summary>True when the sanitiser would give back <paramref name="html"/> unchanged; false when that is not sure.</summary>
    public static bool Is(string html) => new SettledHtml(html, stackalloc Range[Deepest]).Reads();

    private bool Reads()
    {
        // A carriage return becomes a line feed, the no-break space has a name, and the last two are no characters to the parser.
        if (html.IndexOfAny(Rewritten) >= 0) return false;
        while (position < html.Length)
        {
            var markup = html[position..].IndexOf('<');
            var words = markup < 0 ? html[position..] : html.Slice(position, markup);
            if (!SettledText.Is(words)) return false;
            position += words.Length;
            if (markup >= 0 && !ReadsTag()) return false;
        }
        return depth == 0;
    }

    private bool ReadsTag()
    {
        var isEnd = html[position..].StartsWith("</");
        var start = position + (isEnd ? 2 : 1);
        var length = html[start..].IndexOfAny(' ', '>');
        if (length <= 0 || !KindOf.TryGetValue(html.Slice(start, length), out var kind)) return false;
        position = start + length;
        return isEnd ? ReadsEnd(start..position, kind) : ReadsStart(start..position, kind);
    }

    private bool ReadsEnd(Range name, Kind kind)
    {
        if (depth == 0 || !html[name].SequenceEqual(html[open[depth - 1]])) return false;
        depth--;
        paragraphs -= kind == Kind.Paragraph ? 1 : 0;
        links -= kind == Kind.Link ? 1 : 0;
        return Takes('>');
    }

    private bool ReadsStart(Range name, Kind kind)
    {
        var parent = depth == 0 ? Kind.Block : KindOf[html[open[depth - 1]]];
        // Where the parser of HTML would close something else first, or move it (WHATWG, 13.2.6.4.7).
        var stands = kind switch
        {
            Kind.Link => links == 0,
            Kind.Paragraph or Kind.Block or Kind.List or Kind.Rule => paragraphs == 0,
            Kind.Heading => paragraphs == 0 && parent != Kind.Heading,
            Kind.ListItem => parent == Kind.List,
            _ => true,
        };
        if (!stands || !ReadsAttributes()) return false;
        if (kind is Kind.Empty or Kind.Rule) return true;
        if (depth == Deepest) return false;
        open[depth++] = name;
        paragraphs += kind == Kind.Paragraph ? 1 : 0;
        links += kind == Kind.Link ? 1 : 0;
        // The first line feed in it would be lost.
        return !(html[name] is "pre" && position < html.Length && html[position] == '\n');
    }

    private bool ReadsAttributes()
    {
        Span<Range> names = stackalloc Range[MostAttributes];
        for (var count = 0; !Takes('>'); count++)
        {
            if (count == MostAttributes || !Takes(' ')) return false;
            var length = html[position..].IndexOf("=\"");
            if (length <= 0) return false;
            var name = html.Slice(position, length);
            foreach (var other in names[..count])
                if (html[other].SequenceEqual(name)) return false;
            names[count] = position..(position + length);
            position += length + 2;
            var end = html[position..].IndexOf('"');
            if (end < 0 || !SettledText.IsValue(name, html.Slice(position, end))) return false;
            position += end + 1;
        }
        return true;
    }

    private bool Takes(char c)
    {
        if (position >= html.Length || html[position] != c) return false;
        position++;
        return true;
    }

    private static Dictionary<string, Kind> Elements()
    {
        var kinds = new Dictionary<string, Kind> { ["a"] = Kind.Link, ["p"] = Kind.Paragraph, ["li"] = Kind.ListItem, ["hr"] = Kind.Rule };
        foreach (var (names, kind) in new[]
        {
            ("abbr b cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var", Kind.Words),
            ("blockquote div figcaption figure pre", Kind.Block),
            ("h1 h2 h3 h4 h5 h6", Kind.Heading),
            ("ol ul", Kind.List),
            ("br img wbr", Kind.Empty),
        })
            foreach (var name in names.Split(' '))
                kinds.Add(name, kind);
        return kinds;
    }
}
