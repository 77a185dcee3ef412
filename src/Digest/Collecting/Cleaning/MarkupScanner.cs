namespace Digest.Collecting.Cleaning;

/// <summary>What a <see cref="MarkupScanner"/> has just read. Comments, declarations and instructions are passed over.</summary>
internal enum MarkupPiece
{
    /// <summary>Text with its character references still in it.</summary>
    Text,

    /// <summary>Text of a CDATA section, to be taken as it stands.</summary>
    Literal,

    /// <summary>A start tag.</summary>
    Start,

    /// <summary>An end tag.</summary>
    End,
}

/// <summary>
/// Reads tags and text one after another from any characters, well formed or not. It never throws, never goes
/// back, and keeps nothing, so that its cost is the length of its input whatever a stranger wrote. It decides
/// nothing about safety: that is what <see cref="Sanitiser"/> is for.
/// </summary>
/// <param name="text">What to read.</param>
/// <param name="isXml">XML: CDATA is text, and no element has raw content. Otherwise HTML.</param>
internal sealed class MarkupScanner(string text, bool isXml)
{
    private const int MostAttributes = 64;

    private static readonly HashSet<string> RawContent = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "title", "plaintext",
    };

    private readonly List<(Range Name, Range Value)> attributes = [];
    private (int Start, int End) words;
    private int position;
    private string? rawUntil;

    public MarkupPiece Piece { get; private set; }

    /// <summary>The text, for <see cref="MarkupPiece.Text"/> and <see cref="MarkupPiece.Literal"/>.</summary>
    public string Text => text[words.Start..words.End];

    /// <summary>The same, not copied.</summary>
    public ReadOnlySpan<char> TextSpan => text.AsSpan(words.Start, words.End - words.Start);

    /// <summary>The name of the tag as written.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The tag ends in <c>/&gt;</c>.</summary>
    public bool IsSelfClosing { get; private set; }

    /// <summary>The tag had more attributes than are kept.</summary>
    public bool HasTooManyAttributes { get; private set; }

    /// <summary>Where the piece began.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the piece ended, and the next one, or raw content, begins.</summary>
    public int End => position;

    /// <summary>The first attributes of the tag, values with their character references still in them.</summary>
    public IEnumerable<(string Name, string Value)> Attributes
    {
        get
        {
            foreach (var (name, value) in attributes)
                yield return (text[name], text[value]);
        }
    }

    /// <summary>The undecoded value of an attribute, compared without case; null when the tag has none.</summary>
    public string? Attribute(string name) => ValueOf(name) is { } value ? text[value] : null;

    /// <summary>Where the undecoded value of an attribute stands; null when the tag has none.</summary>
    public Range? ValueOf(string name)
    {
        foreach (var (written, value) in attributes)
            if (text.AsSpan()[written].Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    /// <summary>Moves to the next piece; false at the end.</summary>
    public bool Next()
    {
        if (rawUntil is { } element)
            SkipRaw(element);
        while (position < text.Length)
        {
            Offset = position;
            if (text[position] != '<')
                return ReadText();
            var next = position + 1 < text.Length ? text[position + 1] : '\0';
            if (IsNameStart(next))
                return ReadTag(MarkupPiece.Start, position + 1);
            if (next == '/' && position + 2 < text.Length && IsNameStart(text[position + 2]))
                return ReadTag(MarkupPiece.End, position + 2);
            if (next is not ('!' or '?' or '/'))
                return ReadText();
            if (isXml && At("<![CDATA["))
                return ReadLiteral();
            SkipDeclaration();
        }
        return false;
    }

    private bool IsNameStart(char c) => char.IsAsciiLetter(c) || (isXml && (char.IsLetter(c) || c == '_'));

    private bool ReadText()
    {
        var end = text.IndexOf('<', position + 1);
        // A bracket that begins no markup is text: a million of them must not become a million pieces.
        while (end >= 0 && end + 1 < text.Length && text[end + 1] is not ('/' or '!' or '?') && !IsNameStart(text[end + 1]))
            end = text.IndexOf('<', end + 1);
        return Take(MarkupPiece.Text, position, end < 0 ? text.Length : end, 0);
    }

    private bool ReadLiteral()
    {
        var start = position + "<![CDATA[".Length;
        var end = text.IndexOf("]]>", start, StringComparison.Ordinal);
        return Take(MarkupPiece.Literal, start, end < 0 ? text.Length : end, 3);
    }

    private bool Take(MarkupPiece piece, int start, int end, int closing)
    {
        (Piece, words, position) = (piece, (start, end), Math.Min(text.Length, end + closing));
        return true;
    }

    private bool At(string mark) => string.CompareOrdinal(text, position, mark, 0, mark.Length) == 0;

    private void SkipDeclaration()
    {
        var start = position;
        if (At("<!--"))
            SkipPast("-->", At("<!-->") ? start + 2 : start + 4);
        else if (isXml && At("<?"))
            SkipPast("?>", start);
        else
            SkipPast(">", start);
        // The internal subset of a document type has brackets and tags of its own.
        var subset = isXml && string.CompareOrdinal(text, start, "<!DOCTYPE", 0, 9) == 0
            ? text.IndexOf('[', start, position - start) : -1;
        if (subset >= 0)
            SkipPast("]", subset);
        if (subset >= 0)
            SkipPast(">", position);
    }

    private void SkipPast(string mark, int from)
    {
        var end = from >= text.Length ? -1 : text.IndexOf(mark, from, StringComparison.Ordinal);
        position = end < 0 ? text.Length : end + mark.Length;
    }

    private void SkipRaw(string element)
    {
        var end = element == "plaintext" ? -1 : text.IndexOf("</" + element, position, StringComparison.OrdinalIgnoreCase);
        position = end < 0 ? text.Length : end;
        rawUntil = null;
    }

    private bool ReadTag(MarkupPiece piece, int nameStart)
    {
        var end = nameStart;
        while (end < text.Length && !IsSpace(text[end]) && text[end] is not ('/' or '>') && !(isXml && text[end] == '<'))
            end++;
        Piece = piece;
        Name = text[nameStart..end];
        position = end;
        var closed = ReadAttributes();
        if (closed && !isXml && piece == MarkupPiece.Start && RawContent.Contains(Name))
            rawUntil = Name.ToLowerInvariant();
        // A tag that the end of the text cut in two says nothing.
        return closed;
    }

    private bool ReadAttributes()
    {
        attributes.Clear();
        IsSelfClosing = HasTooManyAttributes = false;
        while (position < text.Length)
        {
            var c = text[position];
            if (c == '>')
            {
                position++;
                return true;
            }
            if (isXml && c == '<')
                return true;
            IsSelfClosing = c == '/' || (IsSelfClosing && IsSpace(c));
            if (c == '/' || IsSpace(c))
                position++;
            else
                ReadAttribute();
        }
        return false;
    }

    private void ReadAttribute()
    {
        var start = position++;
        while (position < text.Length && !IsSpace(text[position]) && text[position] is not ('/' or '>' or '='))
            position++;
        var name = start..position;
        var after = position;
        while (after < text.Length && IsSpace(text[after]))
            after++;
        var value = position..position;
        if (after < text.Length && text[after] == '=')
        {
            position = after + 1;
            value = ReadValue();
        }
        if (attributes.Count < MostAttributes)
            attributes.Add((name, value));
        else
            HasTooManyAttributes = true;
    }

    private Range ReadValue()
    {
        while (position < text.Length && IsSpace(text[position]))
            position++;
        if (position >= text.Length)
            return position..position;
        var quote = text[position];
        if (quote is '"' or '\'')
        {
            var start = position + 1;
            var end = text.IndexOf(quote, start);
            position = end < 0 ? text.Length : end + 1;
            return start..(end < 0 ? text.Length : end);
        }
        var from = position;
        while (position < text.Length && !IsSpace(text[position]) && text[position] != '>')
            position++;
        return from..position;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';
}
