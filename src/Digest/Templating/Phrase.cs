using System.Text;

namespace Digest.Templating;

/// <summary>
/// A sentence of a language file with values in their places. The values are a stranger's: in HTML each is escaped and
/// stands in a <c>bdi</c>, so that a Latin name or a date keeps its own direction within an Arabic sentence. Asked as a
/// string, e.g. by a string function or in an attribute, it is plain text that is escaped when written.
/// </summary>
internal sealed class Phrase(int longest)
{
    // A word that is longer is none, and may be broken at every step.
    private const int LongWord = 40;
    private const int Step = 10;

    private readonly List<(object Piece, bool IsOwn)> pieces = [];
    private long length;

    /// <summary>Phrases hold phrases without copying them, so their length is counted before anything is written.</summary>
    public bool IsTooLong => length > longest;

    /// <summary>One line of a stranger's text, which in HTML may be broken within a word that has no end.</summary>
    public static Phrase Soft(string? text)
    {
        var phrase = new Phrase(int.MaxValue);
        var line = Plain.Line(text);
        foreach (var (i, word) in line.Split(' ').Index())
        {
            if (i > 0) phrase.AddOwn(" ");
            if (word.Length > LongWord) phrase.AddBroken(word);
            else phrase.AddOwn(word);
        }
        return phrase;
    }

    private void AddBroken(string word)
    {
        for (int begin = 0, end; begin < word.Length; begin = end)
        {
            end = Math.Min(word.Length, begin + Step);
            if (end < word.Length && char.IsLowSurrogate(word[end])) end++;
            if (begin > 0) pieces.Add((Break.Here, true));
            AddOwn(word[begin..end]);
        }
    }

    /// <summary>Words of the language file, or a number.</summary>
    public void AddOwn(string text) => Add(text, text.Length, true);

    /// <summary>Something from outside: a string, what <c>include</c> made, another phrase.</summary>
    public void AddValue(object? value)
    {
        if (value is Phrase phrase) Add(phrase, phrase.length, false);
        else if (value is Html html) Add(html, html.ToString().Length, false);
        else if (value is string { Length: > 0 } text) Add(text, text.Length, false);
    }

    public override string ToString()
    {
        var made = new StringBuilder();
        foreach (var (piece, _) in pieces) made.Append(piece);
        return made.ToString();
    }

    /// <summary>For the body of an HTML page.</summary>
    public string ToHtml()
    {
        var made = new StringBuilder();
        foreach (var (piece, isOwn) in pieces)
        {
            _ = piece switch
            {
                Phrase phrase => made.Append(phrase.ToHtml()),
                Html html => made.Append(html),
                Break => made.Append("<wbr>"),
                _ when isOwn => made.Append(Escaped(piece)),
                _ => made.Append("<bdi>").Append(Escaped(piece)).Append("</bdi>"),
            };
        }
        return made.ToString();
    }

    /// <summary>Where a line may be broken; nothing in a plain text.</summary>
    private sealed class Break
    {
        public static Break Here { get; } = new();

        public override string ToString() => "";
    }

    private static string Escaped(object piece) => Plain.Escape(Plain.Clean(piece.ToString()));

    private void Add(object piece, long size, bool isOwn)
    {
        if (size == 0 && isOwn) return;
        pieces.Add((piece, isOwn));
        length += size;
    }
}
