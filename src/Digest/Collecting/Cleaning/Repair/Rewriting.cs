using System.Text;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>Reads a text's broken stretches as the UTF-8 they were, once the page is known.</summary>
internal static class Rewriting
{
    /// <summary>What a stretch must gain, in bits, where the text is broken only in part: many stretches are no UTF-8.</summary>
    private const int Clear = 7;

    private const int Either = -6;

    public static string Of(string text, Evidence evidence)
    {
        var floor = evidence switch
        {
            // All is explained, so that what could be either is broken like the rest.
            { Against: 0 } => Either,
            _ => evidence.Against * 4 <= evidence.For ? 1 : Clear,
        };
        var reading = new PageReading(text, evidence.Page, IsProven: true);
        var mended = new StringBuilder(text.Length);
        var done = 0;
        var runs = new Runs(reading);
        var weighing = new Weighing(reading);
        while (runs.Next())
        {
            if (!runs.IsWhole || runs.Sequences == 0 || weighing.Gain(runs) < floor)
                continue;
            mended.Append(text, done, runs.Start - done);
            Append(mended, reading, runs);
            done = runs.End;
        }
        return mended.Append(text, done, text.Length - done).ToString();
    }

    private static void Append(StringBuilder mended, in PageReading reading, in Runs run)
    {
        Span<char> pair = stackalloc char[2];
        for (var at = run.Start; at < run.End;)
        {
            var sequence = reading.At(at);
            if (sequence.Length == 0)
                mended.Append(reading.Text[at]);
            else
                mended.Append(pair[..new Rune(sequence.Rune).EncodeToUtf16(pair)]);
            at += Math.Max(1, sequence.Length);
        }
    }
}
