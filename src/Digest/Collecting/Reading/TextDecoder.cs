using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using UtfUnknown;

namespace Digest.Collecting.Reading;

/// <summary>
/// Bytes to text, whatever they claim to be: a byte order mark wins, then UTF-8 when the bytes are UTF-8, then the
/// charset they declare (HTTP header, XML declaration, meta), then a guess. It reads any bytes and never throws.
/// </summary>
internal static partial class TextDecoder
{
    private const int GuessFrom = 64 * 1024;
    private static readonly Encoding Western;
    private static readonly Encoding Utf32BigEndian = new UTF32Encoding(bigEndian: true, byteOrderMark: true);

    /// <summary>The text, without a byte order mark.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="contentType">The <c>Content-Type</c> it came with, or null.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (Wide(bytes) is { } wide)
            return wide.GetString(bytes).TrimStart('\uFEFF');
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        if (Utf8.IsValid(bytes))
            return Escaping(bytes, contentType)?.GetString(bytes) ?? Encoding.UTF8.GetString(bytes);
        return IsMostlyUtf8(bytes) ? RepairedUtf8(bytes)
            : (Declared(bytes, contentType) ?? Guessed(bytes) ?? Western).GetString(bytes);
    }

    // A static constructor runs before the first use of anything here; a field's initialiser alone need not, and then the
    // code pages would be unknown to the first document that declares one.
    static TextDecoder()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Western = Encoding.GetEncoding(1252);
    }

    /// <summary>UTF-16 and UTF-32, by their mark or by the zeros around the first characters, which are ASCII in any feed.</summary>
    private static Encoding? Wide(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [> 0 and < 0x7F, 0, 0, 0, ..] => Encoding.UTF32,
        [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, > 0 and < 0x7F, ..] => Utf32BigEndian,
        [0xFF, 0xFE, ..] or [> 0 and < 0x7F, 0, > 0 and < 0x7F, 0, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] or [0, > 0 and < 0x7F, 0, > 0 and < 0x7F, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>Encodings that shift by escape sequences look like ASCII, and so like UTF-8.</summary>
    private static Encoding? Escaping(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (!bytes.Contains((byte)0x1B))
            return null;
        foreach (var label in DeclaredCharset.Labels(bytes, contentType))
            if (label.StartsWith("iso-2022-", StringComparison.OrdinalIgnoreCase) && Named(label) is { } encoding)
                return encoding;
        return null;
    }

    private static Encoding? Declared(ReadOnlySpan<byte> bytes, string? contentType)
    {
        foreach (var label in DeclaredCharset.Labels(bytes, contentType))
            if (Named(label) is { } encoding)
                return encoding;
        return null;
    }

    /// <summary>The encoding of a label; null for unknown ones and those the bytes have already disproved.</summary>
    private static Encoding? Named(string label)
    {
        var usual = label.Trim().ToLowerInvariant() switch
        {
            "iso-8859-1" or "iso8859-1" or "iso88591" or "iso_8859-1" or "latin1" or "latin-1" or "l1" or "ascii" or "us-ascii" or "cp1252" => "windows-1252",
            "gb2312" or "gbk" or "x-gbk" => "gb18030",
            "iso-8859-9" => "windows-1254",
            "iso-8859-11" or "tis-620" => "windows-874",
            "x-sjis" or "sjis" or "windows-31j" => "shift_jis",
            "ks_c_5601-1987" or "euc_kr" => "euc-kr",
            var other => other,
        };
        try
        {
            var encoding = CodePage().Match(usual) is { Success: true } page
                ? Encoding.GetEncoding(int.Parse(page.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                : Encoding.GetEncoding(IsoPart().Replace(usual, "iso-8859-$1"));
            return encoding.GetString("<?"u8) == "<?" && !usual.StartsWith("utf", StringComparison.Ordinal) ? encoding : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex("^(?:x-)?(?:cp|ms|win|windows|ibm|cswindows|csibm)[-_]?([0-9]{3,5})$", RegexOptions.NonBacktracking)]
    private static partial Regex CodePage();

    [GeneratedRegex("^iso[-_ ]?8859[-_ ]?([0-9]{1,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex IsoPart();

    private static Encoding? Guessed(ReadOnlySpan<byte> bytes)
    {
        var from = Math.Max(0, bytes.IndexOfAnyInRange<byte>(0x80, 0xFF) - GuessFrom / 4);
        var sample = bytes.Slice(from, Math.Min(GuessFrom, bytes.Length - from)).ToArray();
        return CharsetDetector.DetectFromBytes(sample).Detected is { EncodingName: { } name } ? Named(name) : null;
    }

    /// <summary>A few broken bytes in good UTF-8 are a paste or a cut, not another encoding.</summary>
    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        int good = 0, broken = 0;
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var length);
            if (status != OperationStatus.Done)
                broken++;
            else if (length > 1)
                good++;
            bytes = bytes[length..];
        }
        return good > broken * 2 || (good >= broken && broken == 1);
    }

    private static string RepairedUtf8(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
                text.Append(rune);
            else
                text.Append(Western.GetString(bytes[..length]));
            bytes = bytes[length..];
        }
        return text.ToString();
    }
}
