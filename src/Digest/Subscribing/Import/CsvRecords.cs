using System.Runtime.CompilerServices;

namespace Digest.Subscribing.Import;

/// <summary>
/// Finds where the records of a file begin and end, so that a quote that is never closed spoils its own line and not the
/// rest of the file. Memory stays flat: a record has at most a few lines.
/// </summary>
internal sealed class CsvRecords(TextReader file)
{
    private const int MostLines = 20;

    private readonly Stack<string> returned = [];
    private int line;

    /// <summary>Between fields: sniffed from the first line, as spreadsheets write what their country uses.</summary>
    public char Separator { get; private set; } = ',';

    /// <summary>How many were read so far, for a bar of progress.</summary>
    public long Characters { get; private set; }

    /// <summary>Blank lines are left out.</summary>
    public async IAsyncEnumerable<CsvRecord> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var isFirst = true;
        while (await NextLineAsync(ct) is { } text)
        {
            var at = ++line;
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (isFirst)
            {
                isFirst = false;
                Separator = Named(text) ?? Sniff(text);
                if (Named(text) is not null) continue;
            }
            if (text.Contains('\uFFFD', StringComparison.Ordinal)) yield return new CsvRecord(at, text, "has lost characters; save the file as UTF-8");
            else if (!text.Contains('"', StringComparison.Ordinal)) yield return new CsvRecord(at, text, null);
            else yield return ShapeOf(text) switch
            {
                Shape.Whole => new CsvRecord(at, text, null),
                Shape.Broken => new CsvRecord(at, text, "goes on after the end of a quoted field"),
                _ => await RestAsync(at, text, ct),
            };
        }
    }

    private async Task<CsvRecord> RestAsync(int at, string first, CancellationToken ct)
    {
        var taken = new List<string>();
        var whole = first;
        while (taken.Count < MostLines && await NextLineAsync(ct) is { } next)
        {
            taken.Add(next);
            whole += "\n" + next;
            var shape = ShapeOf(whole);
            if (shape == Shape.Broken) break;
            if (shape == Shape.Open) continue;
            line += taken.Count;
            return new CsvRecord(at, whole, null);
        }
        // A quote too many: the lines after it are records of their own.
        for (var i = taken.Count - 1; i >= 0; i--) returned.Push(taken[i]);
        return new CsvRecord(at, first, "opens a quote that is never closed");
    }

    private async ValueTask<string?> NextLineAsync(CancellationToken ct)
    {
        if (returned.TryPop(out var text)) return text;
        text = await file.ReadLineAsync(ct);
        Characters += text?.Length + 1 ?? 0;
        return text;
    }

    // What Excel reads and writes: sep=;
    private static char? Named(string text) => text.Length == 5 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? text[4] : null;

    // The most frequent outside of quotes; of equals the first, since the address stands first in a file without a header.
    private static char Sniff(string text)
    {
        var (isQuoted, counts) = (false, new Dictionary<char, int>());
        foreach (var c in text)
        {
            if (c == '"') isQuoted = !isQuoted;
            else if (!isQuoted && c is ',' or ';' or '\t') counts[c] = counts.GetValueOrDefault(c) + 1;
        }
        return counts.Count == 0 ? ',' : counts.OrderByDescending(p => p.Value).ThenBy(p => text.IndexOf(p.Key, StringComparison.Ordinal)).First().Key;
    }

    private enum Shape
    {
        Whole,

        /// <summary>A quoted field goes on in the next line.</summary>
        Open,

        /// <summary>There are words between the end of a quoted field and the separator.</summary>
        Broken,
    }

    // RFC 4180: a quote counts only where a field begins; within, two stand for one.
    private Shape ShapeOf(string text)
    {
        var (isQuoted, isStart, isEnd) = (false, true, false);
        for (var i = 0; i < text.Length; i++)
        {
            var isQuote = text[i] == '"';
            if (isQuoted && isQuote && i + 1 < text.Length && text[i + 1] == '"') i++;
            else if (isQuoted && isQuote) (isQuoted, isEnd) = (false, true);
            else if (isQuoted) continue;
            else if (text[i] == Separator) (isStart, isEnd) = (true, false);
            else if (text[i] is ' ' or '\t') continue;
            else if (isEnd) return Shape.Broken;
            else if (isQuote && isStart) (isQuoted, isStart) = (true, false);
            else isStart = false;
        }
        return isQuoted ? Shape.Open : Shape.Whole;
    }
}
