using System.Buffers;

namespace Digest.Delivering.Signing;

/// <summary>
/// The relaxed form of a body (RFC 6376 section 3.4.4), of bytes that come in pieces cut anywhere: blanks become one space or,
/// at the end of a line, nothing; empty lines at the end are no part of it.
/// </summary>
internal struct RelaxedBody
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(" \t\r"u8);
    private int breaks; // lines that ended since the last byte that counts
    private bool blank; // blanks since then
    private bool halfBreak; // a CR whose LF may follow
    private bool any;

    /// <summary>Whether nothing is held back: what comes next has the same form after every such beginning.</summary>
    public readonly bool IsSettled => any && breaks == 0 && !blank && !halfBreak;

    public void Add(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (bytes.Length > 0)
        {
            var b = bytes[0];
            if (halfBreak && b == '\n')
            {
                (halfBreak, blank) = (false, false);
                breaks++;
                bytes = bytes[1..];
                continue;
            }
            if (halfBreak) AddPlain("\r"u8, output);
            halfBreak = b == '\r';
            if (b is (byte)' ' or (byte)'\t') blank = true;
            var special = b is (byte)' ' or (byte)'\t' or (byte)'\r';
            var next = special ? 1 : bytes.IndexOfAny(Special) is >= 0 and var at ? at : bytes.Length;
            if (!special) AddPlain(bytes[..next], output);
            bytes = bytes[next..];
        }
    }

    /// <summary>The body is whole.</summary>
    public void End(IBufferWriter<byte> output)
    {
        if (halfBreak) AddPlain("\r"u8, output);
        if (any) output.Write("\r\n"u8);
    }

    private void AddPlain(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        for (; breaks > 0; breaks--) output.Write("\r\n"u8);
        if (blank) output.Write(" "u8);
        output.Write(bytes);
        (blank, halfBreak, any) = (false, false, true);
    }
}
