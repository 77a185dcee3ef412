using System.Collections.Frozen;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// The elements that are open at a place of a page, and what HTML says about ends that nobody wrote: a paragraph ends where a
/// block begins, an item where the next one does, and no end tag reaches out of its table cell.
/// </summary>
/// <param name="close">Told the name of each element that ends.</param>
internal sealed class OpenElements(Action<string> close)
{
    private static readonly FrozenSet<string> Fences = Names("table td th caption button");
    private static readonly FrozenSet<string> TableParts = Names("table caption colgroup thead tbody tfoot tr td th");
    private static readonly FrozenSet<string> Inline = Names("a b big code em font i nobr s small span strike strong tt u abbr cite q sub sup mark ins del label time");

    // What a start tag ends, and how far up that is looked for.
    private static readonly FrozenDictionary<string, (FrozenSet<string> Ends, FrozenSet<string> Within)> Implied =
        new Dictionary<string, (FrozenSet<string>, FrozenSet<string>)>
        {
            ["li"] = (Names("li"), Names("ul ol menu dir table td th")),
            ["dt"] = (Names("dt dd"), Names("dl table td th")),
            ["dd"] = (Names("dt dd"), Names("dl table td th")),
            ["option"] = (Names("option"), Names("select optgroup table td th")),
            ["tr"] = (Names("tr"), Names("table")),
            ["td"] = (Names("td th"), Names("tr table")),
            ["th"] = (Names("td th"), Names("tr table")),
            ["tbody"] = (Names("thead tbody tfoot"), Names("table")),
            ["thead"] = (Names("thead tbody tfoot"), Names("table")),
            ["tfoot"] = (Names("thead tbody tfoot"), Names("table")),
            ["a"] = (Names("a"), Names("table td th caption button")),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly List<string> open = [];

    public int Depth => open.Count;

    public void Push(string name) => open.Add(name);

    /// <summary>Ends what can't hold an element of this name.</summary>
    public void MakeRoomFor(string name)
    {
        if (Implied.TryGetValue(name, out var implied))
            CloseNearest(implied.Ends, implied.Within);
        if (HtmlNames.Breaking.Contains(name) && name is not ("br" or "option") && open.Contains("p"))
            CloseNearest(Paragraph, Fences);
        if (open.Count > 0 && name is ['h', >= '1' and <= '6'] && open[^1] is ['h', >= '1' and <= '6'])
            CloseDownTo(open.Count - 1);
    }

    /// <summary>Ends the nearest element of this name and all in it, where an end tag may reach it.</summary>
    public void End(string name)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i] == name)
            {
                CloseDownTo(i);
                return;
            }
            if ((Fences.Contains(open[i]) && !TableParts.Contains(name)) || open[i] == "table" || (Inline.Contains(name) && HtmlNames.Breaking.Contains(open[i])))
                return;
        }
    }

    public void CloseDownTo(int count)
    {
        while (open.Count > count)
        {
            close(open[^1]);
            open.RemoveAt(open.Count - 1);
        }
    }

    private static readonly FrozenSet<string> Paragraph = Names("p");

    private void CloseNearest(FrozenSet<string> names, FrozenSet<string> within)
    {
        for (var i = open.Count - 1; i >= 0 && !within.Contains(open[i]); i--)
            if (names.Contains(open[i]))
            {
                CloseDownTo(i);
                return;
            }
    }

    private static FrozenSet<string> Names(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
