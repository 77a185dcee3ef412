namespace Digest.Collecting.Cleaning.Repair;

/// <summary>Weighs the two readings of each stretch of a text, one stretch after another.</summary>
internal struct Weighing(PageReading reading)
{
    private const int LookBack = 32;

    /// <summary>What a control character in the reading costs more: it is possible only where a text was broken more than once.</summary>
    private const int Control = 8;

    private int done;
    private Script asWritten;
    private Script asRead;

    /// <summary>How many bits less surprising a whole stretch is when it is read as UTF-8. Less than zero: it is better as it stands.</summary>
    public int Gain(in Runs run)
    {
        var text = reading.Text;
        FindScript(run.Start);
        var written = Begin(run.Start, asWritten);
        var read = Begin(run.Start, asRead);
        var gain = read.Bits - written.Bits;
        for (var at = run.Start; at < run.End;)
        {
            var sequence = reading.At(at);
            var rune = sequence.Length > 0 ? sequence.Rune : text[at];
            read.Add(rune);
            gain -= rune is >= 0x80 and <= 0x9F ? Control : 0;
            for (var end = at + Math.Max(1, sequence.Length); at < end; at++)
                written.Add(text[at]);
        }
        (done, asWritten, asRead) = (run.End, written.Script, read.Script);
        if (run.End < text.Length)
        {
            var next = char.IsSurrogatePair(text, run.End) ? char.ConvertToUtf32(text, run.End) : text[run.End];
            written.Add(next);
            read.Add(next);
        }
        return gain + written.Bits - read.Bits;
    }

    /// <summary>The writing system of the letter before, if one stands near; else that of the last stretch, as each reading has it.</summary>
    private void FindScript(int start)
    {
        for (var at = start - 1; at >= Math.Max(done, start - LookBack); at--)
            if (Character.Of(reading.Text[at]) is { IsLetter: true, Script: not Script.None and var script })
            {
                asWritten = asRead = script;
                return;
            }
    }

    private readonly Surprise Begin(int start, Script script)
    {
        var surprise = new Surprise { Script = script };
        for (var at = Math.Max(0, start - 2); at < start; at++)
            surprise.Add(reading.Text[at]);
        return surprise;
    }
}
