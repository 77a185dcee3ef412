namespace Digest.Collecting.Pages;

/// <summary>Takes out of an article's paragraphs those that are not the article: its own title and byline, buttons, adverts, credits, pointers elsewhere.</summary>
internal static class NoiseLines
{
    /// <summary>So many blocks at the top and at the end may be bylines, dates and teasers.</summary>
    private const int Edge = 6;

    /// <summary>Of an article of so few blocks each may be its point.</summary>
    private const int ShortArticle = 4;

    public static IReadOnlyList<TextBlock> Without(IReadOnlyList<TextBlock> blocks, string? title)
    {
        var kept = new List<TextBlock>(blocks.Count);
        foreach (var block in blocks)
            if (Cleaned(block) is { } clean && !IsHead(clean, kept.Count, title))
                kept.Add(clean);
        DropTail(kept);
        return kept;
    }

    private static TextBlock? Cleaned(TextBlock block)
    {
        var text = AroundWords.WithoutLinkNotes(block.Text).Trim();
        return text.Length == 0 || AroundWords.IsNoise(text) || (AroundWords.IsPointer(text) && (block.LinkShare > 0.3 || text.Length < 100)) ? null : block with { Text = text };
    }

    private static bool IsHead(TextBlock block, int before, string? title) => before < Edge
        && (Same(block.Text, title) || Bylines.IsByline(block.Text) || IsDate(block));

    private static bool Same(string text, string? title) => title is not null && text.Equals(title, StringComparison.OrdinalIgnoreCase);

    /// <summary>A line with a date and hardly anything else.</summary>
    private static bool IsDate(TextBlock block) => block.Text.Length <= (block.IsHeading ? 30 : 45) && PublishedTime.FindIn(block.Text) is not null && !block.Text.EndsWith('.');

    /// <summary>An article does not end in headings over nothing, or in a list of links.</summary>
    private static void DropTail(List<TextBlock> blocks)
    {
        while (blocks.Count > ShortArticle && (blocks[^1].IsHeading || IsTeaser(blocks[^1]) || Bylines.IsByline(blocks[^1].Text)))
            blocks.RemoveAt(blocks.Count - 1);
    }

    private static bool IsTeaser(TextBlock block) => block.LinkShare > 0.9 && block.Text.Length < 200;
}
