namespace Digest.Collecting.Cleaning;

/// <summary>What of the text and the attributes of HTML is written as a browser writes it: escaped as it has to be, and no more.</summary>
internal static class SettledText
{
    public static bool Is(ReadOnlySpan<char> text) => Written(text, isAttribute: false);

    /// <summary>Whether an attribute and its value, as written, stay as they are.</summary>
    public static bool IsValue(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => name switch
    {
        "href" or "src" or "cite" => IsAddress(value),
        "alt" or "title" or "width" or "height" or "lang" or "dir" or "start" or "datetime" => Written(value, isAttribute: true),
        _ => false,
    };

    private static bool IsAddress(ReadOnlySpan<char> value)
    {
        var isWeb = value.StartsWith("http://") || value.StartsWith("https://");
        // The sanitiser asks the same of all but links: an address without a host, or one that is too long, is taken away.
        return isWeb && !value.ContainsAnyExceptInRange('!', '~') && Written(value, isAttribute: true)
            && WebAddress.Absolute(Entities.Decode(value.ToString()), null) is not null;
    }

    private static bool Written(ReadOnlySpan<char> text, bool isAttribute)
    {
        while (text.IndexOfAny("&<>") is var at and >= 0)
        {
            if (text[at] != '&') return false;
            text = text[at..];
            var length = text.StartsWith("&amp;") ? 5 : text.StartsWith("&lt;") || text.StartsWith("&gt;") ? 4
                : text.StartsWith(isAttribute ? "&quot;" : "&nbsp;") ? 6 : 0;
            // An ampersand before a brace once ran scripts; the sanitiser takes such attributes away.
            if (length == 0 || (isAttribute && length < text.Length && text[length] == '{')) return false;
            text = text[length..];
        }
        return true;
    }
}
