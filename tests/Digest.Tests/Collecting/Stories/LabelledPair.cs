using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>Two reports that a person has judged to be of one event or not. All are written for these tests: no newsroom's words.</summary>
internal sealed record LabelledPair(ArticleFacts A, ArticleFacts B, bool IsSame, string Note)
{
    /// <summary>The first two letters of the note.</summary>
    public string Language => Note[..2];

    public static IReadOnlyList<LabelledPair> Read(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "stories", file)).Skip(1).Select((line, i) => Of(line.Split('\t'), i))];

    private static LabelledPair Of(string[] cells, int line) => new(
        new ArticleFacts { Id = 2 * line, Title = cells[0], Summary = cells[1] },
        new ArticleFacts { Id = (2 * line) + 1, Title = cells[2], Summary = cells[3] },
        cells[4] switch { "yes" => true, "no" => false, var other => throw new FormatException($"{line + 2}: {other}") },
        cells[5]);
}
