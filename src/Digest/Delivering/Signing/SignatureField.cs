using System.Buffers;
using System.Globalization;
using System.Text;

namespace Digest.Delivering.Signing;

/// <summary>Writes a header DKIM-Signature (RFC 6376 section 3.5), folded between its words; no line is longer than 78 but for a long domain.</summary>
internal sealed class SignatureField
{
    private const int LineLength = 78;
    private readonly ArrayBufferWriter<byte> output;
    private readonly int start;
    private int column;

    /// <summary>Writes all but the signature.</summary>
    public SignatureField(ArrayBufferWriter<byte> output, DkimKey key, DateTimeOffset date, IReadOnlyList<byte[]> names, ReadOnlySpan<byte> bodyHash)
    {
        (this.output, start) = (output, output.WrittenCount);
        Append("DKIM-Signature:"u8);
        Add($" v=1;");
        Add($" a={key.Algorithm};");
        Add($" c=relaxed/relaxed;");
        Add($" d={key.Domain};");
        Add($" s={key.Selector};");
        Add(string.Create(CultureInfo.InvariantCulture, $" t={date.ToUnixTimeSeconds()};"));
        for (var i = 0; i < names.Count; i++)
        {
            var before = i == 0 ? " h="u8 : ""u8;
            if (column + before.Length + names[i].Length + 1 > LineLength) Fold();
            Append(before);
            Append(names[i]);
            Append(i == names.Count - 1 ? ";"u8 : ":"u8);
        }
        Add($" bh={Convert.ToBase64String(bodyHash)};");
        Add(" b=");
    }

    /// <summary>With nothing behind <c>b=</c>, and without the end of its line: what is signed.</summary>
    public ReadOnlySpan<byte> Unsigned => output.WrittenSpan[start..];

    /// <summary>Writes the rest.</summary>
    public void End(byte[] signature)
    {
        var rest = Convert.ToBase64String(signature).AsSpan();
        while (rest.Length > 0)
        {
            if (column >= LineLength - 1) Fold();
            var taken = Math.Min(rest.Length, LineLength - column);
            Append(rest[..taken]);
            rest = rest[taken..];
        }
        output.Write("\r\n"u8);
    }

    // A word with a blank before it, where the line may end.
    private void Add(ReadOnlySpan<char> word)
    {
        if (column + word.Length > LineLength)
        {
            Fold();
            word = word[1..];
        }
        Append(word);
    }

    private void Append(ReadOnlySpan<char> ascii) => column += (int)Encoding.ASCII.GetBytes(ascii, output);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        column += bytes.Length;
    }

    private void Fold()
    {
        output.Write("\r\n\t"u8);
        column = 1;
    }
}
