using System.Numerics;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>What speaks for a text having been read through one page, and what against it.</summary>
internal sealed class Evidence
{
    /// <summary>
    /// The bits that one stretch must gain to prove the page. In a million sound lines of 175 languages none gained more
    /// than 9; in capitals, quoted, or joined by dashes a few more than 14, beside many that speak against the page.
    /// </summary>
    private const int Enough = 14;

    /// <summary>The bits that a stretch must gain to count as one of several.</summary>
    private const int Some = 7;

    /// <summary>The bits that every character of UTF-8 must gain on average.</summary>
    private const int Density = 6;

    private const int Several = 3;

    /// <summary>How many characters beyond ASCII are looked at: more would not make it more certain.</summary>
    private const int Sample = 16 * 1024;

    /// <summary>What a character costs that the page does not explain, in bits.</summary>
    private const int Unexplained = 3;

    /// <summary>What it costs that a byte was read as another table than the page's has it, in bits.</summary>
    private const int Foreign = 4;

    /// <summary>What it costs that a stretch ends beside a character that the page does not have, in bits.</summary>
    private const int Torn = 8;

    private readonly PageReading reading;

    // Stretches that count, and those of them that differ; the first few of each.
    private readonly List<(int Start, int End)> counted = new(Several);
    private readonly List<(int Start, int End)> different = new(Several);
    private int best;
    private int sum;
    private int distinct;

    private Evidence(in PageReading reading) => this.reading = reading;

    public int Page => reading.Page;

    /// <summary>Stretches that speak for the page.</summary>
    public int For { get; private set; }

    /// <summary>Stretches of the page's characters that are no UTF-8.</summary>
    public int Against { get; private set; }

    /// <summary>What the page leaves unexplained, in bits.</summary>
    public int Doubt { get; private set; }

    /// <summary>How well the page explains the text, to be compared with other pages'.</summary>
    public int Score { get; private set; }

    /// <summary>True when the page is certain enough to touch the text.</summary>
    public bool IsProof { get; private set; }

    public static Evidence Of(string text, int page)
    {
        var evidence = new Evidence(new PageReading(text, page));
        evidence.Gather();
        return evidence;
    }

    private void Gather()
    {
        Doubt = CodePages.Rarity(Page) + Unexplained * Beyond(reading.Text);
        var runs = new Runs(reading);
        var weighing = new Weighing(reading);
        for (var looked = 0; looked < Sample && runs.Next(); looked += runs.End - runs.Start)
            if (!runs.IsWhole)
                Against++;
            else if (runs.Sequences > 0)
                Take(runs, weighing.Gain(runs));
        Score -= Doubt;
        // Among many stretches that are no UTF-8 are some that look like it.
        var bar = Enough + 3 * BitOperations.Log2((uint)Against + 1);
        IsProof = (best >= bar || (distinct >= Several && sum >= 2 * bar))
            && !(For < Several && Mention.IsBoth(reading, counted));
    }

    private void Take(in Runs run, int gain)
    {
        Score += gain;
        Doubt += DoubtOf(run.Start, run.End);
        if (gain < Some || gain < Density * run.Sequences || Mention.IsOne(reading, run))
            return;
        For++;
        best = Math.Max(best, gain);
        if (counted.Count < Several)
            counted.Add((run.Start, run.End));
        if (IsKnown(run.Start, run.End))
            return;
        distinct++;
        sum += gain;
        if (different.Count < Several)
            different.Add((run.Start, run.End));
    }

    private bool IsKnown(int start, int end)
    {
        foreach (var (from, to) in different)
            if (reading.Text.AsSpan(from, to - from).SequenceEqual(reading.Text.AsSpan(start, end - start)))
                return true;
        return false;
    }

    private int DoubtOf(int start, int end)
    {
        var text = reading.Text;
        var doubt = -Unexplained * (end - start);
        foreach (var c in text.AsSpan(start, end - start))
            doubt += (CodePages.Of(c).Foreign >> Page & 1) != 0 ? Foreign : 0;
        var isTorn = (end < text.Length && text[end] > '\u007F') || (start > 0 && text[start - 1] > '\u007F');
        return isTorn ? doubt + Torn : doubt;
    }

    private static int Beyond(string text)
    {
        var count = 0;
        foreach (var c in text)
            count += c > '\u007F' ? 1 : 0;
        return count;
    }
}
