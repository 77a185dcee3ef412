namespace Digest.Collecting.Cleaning;

/// <summary>The names of HTML elements, by what is done with them.</summary>
internal static class HtmlNames
{
    /// <summary>What an article may keep. No form, no frame, no style, nothing that runs or plays.</summary>
    public static readonly HashSet<string> Kept = Set(
        "a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 "
        + "hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time "
        + "tr u ul var wbr");

    /// <summary>The attributes that kept elements may keep.</summary>
    public static readonly HashSet<string> KeptAttributes = Set(
        "href src alt title width height lang dir colspan rowspan start datetime cite");

    /// <summary>Attributes of <see cref="KeptAttributes"/> that hold an address.</summary>
    public static readonly HashSet<string> AddressAttributes = Set("href src cite");

    /// <summary>Elements that go together with what is in them; of all other unknown ones the content stays.</summary>
    public static readonly HashSet<string> Dropped = Set(
        "applet audio button canvas datalist embed frameset head iframe math meter noembed noframes object plaintext progress "
        + "script select style svg template textarea title video xmp");

    /// <summary>Elements that have no end tag.</summary>
    public static readonly HashSet<string> Void = Set(
        "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr");

    /// <summary>Elements whose end tag may be left out before another of their kind.</summary>
    public static readonly HashSet<string> EndsItself = Set("p li dt dd tr td th option thead tbody tfoot rp rt colgroup");

    /// <summary>Elements that begin a new line, so that words on both sides are two words.</summary>
    public static readonly HashSet<string> Breaking = Set(
        "address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
        + "h6 header hr li main nav ol option p pre section table tbody td tfoot th thead tr ul");

    private static readonly HashSet<string> Others = Set(
        "address area article aside base basefont big body center details dir fieldset font footer form frame header html input "
        + "label legend link main map marquee menu meta nav nobr noscript optgroup option output param picture section source "
        + "strike summary track tt");

    /// <summary>True for the name of any HTML element; <c>List&lt;T&gt;</c> in a headline is none.</summary>
    public static bool IsKnown(string name) => Kept.Contains(name) || Others.Contains(name) || Dropped.Contains(name);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);
}
