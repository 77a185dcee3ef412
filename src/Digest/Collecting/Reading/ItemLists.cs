using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Reading;

/// <summary>The lists of an item: who wrote it, and what it is about.</summary>
internal static partial class ItemLists
{
    private const int MostEntries = 50;
    private const int LongestEntry = 200;

    /// <summary>Clean lines, each once, in their order.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string?> written)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var lines = new List<string>();
        foreach (var text in written)
            if (lines.Count < MostEntries && Short(text) is { } line && seen.Add(line))
                lines.Add(line);
        return lines;
    }

    /// <summary>The authors an item or feed names itself. Of <c>mail (name)</c> the name.</summary>
    public static IReadOnlyList<string> Authors(Node item)
    {
        var named = Of(
            item.All("creator", Vocabulary.Dublin).Select(static creator => creator.Trimmed)
            .Concat(item.All("author", Vocabulary.Core, Vocabulary.Atom, Vocabulary.Itunes, Vocabulary.DublinTerms).Select(Name)));
        // An address beside a name says nothing more.
        return named.Any(static name => !IsMail(name)) ? [.. named.Where(static name => !IsMail(name))] : named;
    }

    public static IReadOnlyList<string> Categories(Node item) => Of(
        item.All("category", Vocabulary.Core, Vocabulary.Atom)
            .Select(static category => category.Attribute("label") ?? category.Attribute("term") ?? category.Trimmed)
        .Concat(item.All("subject", Vocabulary.Dublin).Select(static subject => subject.Trimmed)));

    private static string? Short(string? text) =>
        PlainText.Title(text) is { } line ? TextCleaning.Line(line, LongestEntry) : null;

    private static string? Name(Node author)
    {
        if (author.HasChildren)
            return author.Value("name", Vocabulary.Atom, Vocabulary.Core) ?? author.Value("email", Vocabulary.Atom, Vocabulary.Core);
        var text = author.Trimmed;
        return text is not null && text.Length < LongestEntry && MailAndName().Match(text) is { Success: true } match
            ? match.Groups["name"].Value : text;
    }

    private static bool IsMail(string text) => text.Contains('@', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal);

    [GeneratedRegex(@"^\S+@\S+\s*\((?<name>[^()]+)\)$|^(?<name>[^<>]+?)\s*<\S+@\S+>$")]
    private static partial Regex MailAndName();
}
