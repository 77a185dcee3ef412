using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>One paragraph, heading or item of a text.</summary>
/// <param name="Text">On one line.</param>
/// <param name="Element">The element it stands in, for example <c>p</c>, <c>h2</c> or <c>li</c>.</param>
/// <param name="LinkShare">The share of its characters that stand in links, 0 to 1.</param>
internal readonly record struct TextBlock(string Text, string Element, double LinkShare)
{
    public bool IsHeading => Element is ['h', >= '1' and <= '6'];
}

/// <summary>HTML to paragraphs of plain text. Linear in the length of its input.</summary>
internal sealed class TextBlocks
{
    private readonly List<TextBlock> blocks = [];
    private readonly StringBuilder text = new();
    private readonly List<string> open = [];
    private int linked;
    private int linkDepth;

    private TextBlocks()
    {
    }

    /// <param name="html">Sanitised, so that it is well nested.</param>
    public static IReadOnlyList<TextBlock> Of(string? html)
    {
        var reading = new TextBlocks();
        var scanner = new MarkupScanner(html ?? "", isXml: false);
        while (scanner.Next())
            reading.Take(scanner);
        reading.End();
        return reading.blocks;
    }

    private void Take(MarkupScanner scanner)
    {
        if (scanner.Piece == MarkupPiece.Text)
        {
            var words = Entities.Decode(scanner.Text);
            text.Append(words);
            linked += linkDepth > 0 ? words.AsSpan().Trim().Length : 0;
        }
        else if (scanner.Name == "a")
            linkDepth += scanner.Piece == MarkupPiece.Start ? 1 : -1;
        else if (scanner.Name is "br" or "td" or "th")
            text.Append(' ');
        else if (HtmlNames.Breaking.Contains(scanner.Name))
            Break(scanner);
    }

    private void Break(MarkupScanner scanner)
    {
        End();
        if (HtmlNames.Void.Contains(scanner.Name))
            return;
        if (scanner.Piece == MarkupPiece.Start)
            open.Add(scanner.Name);
        else if (open.LastIndexOf(scanner.Name) is >= 0 and var index)
            open.RemoveRange(index, open.Count - index);
    }

    private void End()
    {
        if (TextCleaning.Line(text.ToString()) is { } line)
            blocks.Add(new TextBlock(line, Innermost(), Math.Min(1, (double)linked / line.Length)));
        text.Clear();
        linked = 0;
    }

    /// <summary>The element that says most about the block: a caption's or item's paragraph is still caption or item.</summary>
    private string Innermost() => open.Count == 0 ? "p"
        : open.LastOrDefault(static name => name is "figcaption" or "li" or "caption" or ['h', >= '1' and <= '6']) ?? open[^1];
}
