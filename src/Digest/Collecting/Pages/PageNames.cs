using System.Collections.Frozen;

namespace Digest.Collecting.Pages;

/// <summary>The names of elements and attributes, by what <see cref="PageMarkup"/> does with them.</summary>
internal static class PageNames
{
    /// <summary>Elements that go together with what is in them: they run, draw, style, or are shown only where scripts are not.</summary>
    public static readonly FrozenSet<string> Unread = Set(
        "applet audio canvas datalist embed frameset iframe map math noembed noframes noscript object plaintext script select style svg template textarea video xmp");

    /// <summary>Elements that a page has once and whose ends nobody needs.</summary>
    public static readonly FrozenSet<string> Roots = Set("html head body");

    /// <summary>Elements of which only the first counts.</summary>
    public static readonly FrozenSet<string> Once = Set("html head body base");

    /// <summary>Attributes that say what an element is, where it leads, or whether it is shown.</summary>
    public static readonly FrozenSet<string> KeptAttributes = Set(
        "alt aria-hidden aria-label aria-modal class colspan content data-original data-src datetime dir height hidden href hreflang http-equiv id "
        + "itemid itemprop itemscope itemtype lang media name property pubdate rel role rowspan sizes src srcset style summary title type value width xml:lang");

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
