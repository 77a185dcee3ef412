using System.Text;
using MimeKit;

namespace Digest.Composing.Mime;

/// <summary>
/// Texts and names in headers, in any script (RFC 5322 sections 2.2.3 and 3.2, RFC 2047): plain where they are plain ASCII
/// that can be folded, else encoded words of at most 75 characters that end between characters. No line is longer than 78.
/// </summary>
internal static class HeaderText
{
    private const int MaxWord = 75;
    private const int MaxLine = 78;
    private const int WordFrame = 12; // =?utf-8?q? and ?=

    /// <summary>A text such as a subject.</summary>
    public static Header Text(string name, string text)
    {
        var column = name.Length + 2;
        return Make(name, (IsPlain(text) && HasNoGaps(text) ? FoldPlain(text, column) : null) ?? Encode(text, column));
    }

    /// <summary>A mailbox with a name: From.</summary>
    public static Header Mailbox(string name, string displayName, string address)
    {
        var column = name.Length + 2;
        var quoted = $"\"{displayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var phrase = displayName.Length == 0 ? "" : IsPlain(displayName) && column + quoted.Length <= MaxLine ? quoted : Encode(displayName, column);
        var last = phrase.Length - (phrase.LastIndexOf('\n') + 1) + (phrase.Contains('\n', StringComparison.Ordinal) ? 0 : column);
        var gap = phrase.Length == 0 ? "" : last + address.Length + 3 <= MaxLine ? " " : "\r\n ";
        return Make(name, $"{phrase}{gap}<{address}>");
    }

    private static Header Make(string name, string raw)
    {
        var header = new Header(name, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {raw}\r\n"));
        return header;
    }

    // What looks like an encoded word would be read as one.
    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal);

    private static bool HasNoGaps(string text) => text.Split(' ').All(word => word.Length > 0);

    /// <returns>Null: a word has no room on a line.</returns>
    private static string? FoldPlain(string text, int column)
    {
        var folded = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (word.Length + 1 > MaxLine) return null;
            if (folded.Length > 0 && column + 1 + word.Length > MaxLine)
            {
                folded.Append("\r\n");
                column = 0;
            }
            if (folded.Length > 0)
            {
                folded.Append(' ');
                column++;
            }
            else if (column + word.Length > MaxLine) return null; // nothing but the name would stand on the first line
            folded.Append(word);
            column += word.Length;
        }
        return folded.ToString();
    }

    // Readable where most of it is ASCII, else short; filters frown upon base64 without need.
    private static string Encode(string text, int column)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var readable = bytes.Sum(b => IsPlainInWord(b) ? 1 : 3) <= (bytes.Length + 2) / 3 * 4;
        var words = new StringBuilder();
        var word = new List<byte>();
        Span<byte> encoded = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var bytesOfRune = encoded[..rune.EncodeToUtf8(encoded)];
            if (word.Count > 0 && WordFrame + Size([.. word, .. bytesOfRune], readable) > Math.Min(MaxWord, MaxLine - column))
            {
                words.Append(Word(word, readable)).Append("\r\n ");
                word.Clear();
                column = 1;
            }
            word.AddRange(bytesOfRune);
        }
        return words.Append(Word(word, readable)).ToString();
    }

    private static int Size(List<byte> bytes, bool readable) => readable ? bytes.Sum(b => IsPlainInWord(b) ? 1 : 3) : (bytes.Count + 2) / 3 * 4;

    private static string Word(List<byte> bytes, bool readable) => readable
        ? $"=?utf-8?q?{string.Concat(bytes.Select(b => b == ' ' ? "_" : IsPlainInWord(b) ? ((char)b).ToString() : $"={b:X2}"))}?="
        : $"=?utf-8?b?{Convert.ToBase64String([.. bytes])}?=";

    // What may stand as it is in a phrase, too (RFC 2047 section 5); a blank becomes an underscore.
    private static bool IsPlainInWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)' ' or (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
