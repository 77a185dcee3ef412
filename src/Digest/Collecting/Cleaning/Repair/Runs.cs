namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// The stretches of a text that one page could have made: neighbouring characters beyond ASCII that the page has. A
/// stretch is whole when all of it reads as UTF-8, sound quotation marks and dashes beside that left aside.
/// </summary>
internal struct Runs(PageReading reading)
{
    /// <summary>Longer stretches are cut, so that looking at some takes as long as looking at little.</summary>
    private const int Longest = 1024;

    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>The stretch without what stands beside.</summary>
    public (int Start, int End) Broken { get; private set; }

    /// <summary>How many characters of UTF-8 the stretch holds.</summary>
    public int Sequences { get; private set; }

    public bool IsWhole { get; private set; }

    /// <summary>Moves to the next stretch; false at the end.</summary>
    public bool Next()
    {
        var text = reading.Text;
        for (var at = End; at < text.Length; at++)
        {
            var beyond = text.AsSpan(at).IndexOfAnyExceptInRange('\0', '\u007F');
            if (beyond < 0)
                break;
            at += beyond;
            if (reading.ByteAt(at) == 0)
                continue;
            Read(at);
            return true;
        }
        End = text.Length;
        return false;
    }

    /// <summary>What may be sound in the midst of what is broken: templates put it around.</summary>
    public static bool MayStandBeside(char c) =>
        c is '’' or '„' or '‚' or '…' or '•' or '·' || Character.Of(c).Kind is Kind.Quote or Kind.Dash or Kind.Space;

    private void Read(int start)
    {
        (Start, End, Sequences, IsWhole) = (start, start, 0, true);
        while (reading.ByteAt(End) != 0 && (End - Start < Longest || !IsWhole))
        {
            var sequence = IsWhole ? reading.At(End) : default;
            if (sequence.Length > 0)
                Broken = (Sequences++ == 0 ? End : Broken.Start, End + sequence.Length);
            IsWhole = IsWhole && (sequence.Length > 0 || MayStandBeside(reading.Text[End]));
            End += Math.Max(1, sequence.Length);
        }
    }
}
