using System.Text;
using UtfUnknown;

namespace Digest.Subscribing.Import;

/// <summary>
/// The charset of a file: by its mark, by the zeros of UTF-16, as UTF-8 where the bytes are UTF-8, else by a guess. Bytes
/// that a mostly sound UTF-8 can't hold are Windows-1252: somebody pasted lines of two programs together.
/// </summary>
internal static class FileCharset
{
    private const int Sample = 64 * 1024;
    private const int LikelyEnough = 50;

    /// <summary>With fewer bytes beyond ASCII any guess is a coin's; Windows-1252 is the most frequent then.</summary>
    private const int WorthAGuess = 24;

    static FileCharset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads the whole file once.</summary>
    public static async Task<Encoding> OfAsync(Stream file, CancellationToken ct)
    {
        var bytes = new byte[Sample];
        var count = new Count();
        var utf8 = Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, count);
        var decoder = utf8.GetDecoder();
        var chars = new char[utf8.GetMaxCharCount(Sample)];
        var isFirst = true;
        byte[] suspicious = [];
        long beyond = 0;
        for (int read; (read = await file.ReadAtLeastAsync(bytes, Sample, throwOnEndOfStream: false, ct)) > 0; isFirst = false)
        {
            if (isFirst && Wide(bytes.AsSpan(0, read)) is { } wide) return wide;
            var broken = count.Broken;
            var length = decoder.GetChars(bytes, 0, read, chars, 0, flush: read < Sample);
            foreach (var c in chars.AsSpan(0, length))
                if (c >= 0x80) beyond++;
            if (suspicious.Length == 0 && count.Broken > broken) suspicious = bytes[..read];
        }
        if (count.Broken == 0) return Encoding.UTF8;
        var whole = beyond - count.Broken;
        return whole > count.Broken ? MostlyUtf8() : Guess(suspicious) ?? Western();
    }

    private static Encoding? Wide(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        [> 0 and < 0x80, 0, > 0 and < 0x80, 0, ..] => Encoding.Unicode,
        [0, > 0 and < 0x80, 0, > 0 and < 0x80, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static Encoding? Guess(byte[] sample)
    {
        if (sample.Count(b => b >= 0x80) < WorthAGuess) return null;
        var found = CharsetDetector.DetectFromBytes(sample).Detected;
        if (found is not { Confidence: var sure, Encoding: { } encoding } || sure * 100 < LikelyEnough || encoding is UTF8Encoding) return null;
        // ISO 8859-1 in name; what people's programs write is its superset.
        return encoding.CodePage is 28591 or 20127 ? Western() : encoding;
    }

    private static Encoding Western() => Encoding.GetEncoding(1252);

    private static Encoding MostlyUtf8() => Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new AsWestern());

    /// <summary>Counts the sequences that are no UTF-8.</summary>
    private sealed class Count : DecoderFallback
    {
        public long Broken { get; private set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(_ =>
        {
            Broken++;
            return "\uFFFD";
        });
    }

    private sealed class AsWestern : DecoderFallback
    {
        private readonly Encoding western = Western();

        public override int MaxCharCount => 3;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(western.GetString);
    }

    private sealed class Buffer(Func<byte[], string> stand) : DecoderFallbackBuffer
    {
        private string text = "";
        private int at;

        public override int Remaining => text.Length - at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            (text, at) = (stand(bytesUnknown), 0);
            return text.Length > 0;
        }

        public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

        public override bool MovePrevious()
        {
            if (at == 0) return false;
            at--;
            return true;
        }

        public override void Reset() => (text, at) = ("", 0);
    }
}
