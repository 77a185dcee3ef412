using System.Text;

namespace Digest.Tests.Collecting.Cleaning;

/// <summary>Breaks text as programs do: its UTF-8 is read as another code page.</summary>
internal static class Breaking
{
    /// <summary>How a byte is read that the page has no character for.</summary>
    internal enum Holes
    {
        /// <summary>As a C1 control, as browsers do.</summary>
        Control,

        /// <summary>As windows-1252 has it.</summary>
        Western,

        /// <summary>All of 80 to 9F as controls, as the ISO tables have them.</summary>
        AllControl,

        /// <summary>Not at all.</summary>
        Lost,
    }

    public static readonly int[] Pages =
        [1252, 874, 1251, 1250, 1253, 1254, 1257, 1255, 1256, 1258, 10000, 437, 850, 852, 866, 20866, 21866, 28591, 28592, 28595, 28597, 28605];

    static Breaking() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text broken; null when a byte from A0 on has no character, so that something is lost for good.</summary>
    public static string? By(int page, string text, Holes holes)
    {
        var encoding = Of(page);
        var broken = new StringBuilder(text.Length * 3);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var read = value < 0x80 ? (char)value : encoding.GetString([value])[0];
            var isHole = value >= 0x80 && (char.IsControl(read) || read is '\uFFFD' or >= '\uE000' and <= '\uF8FE');
            if (isHole && value >= 0xA0)
                return null;
            if (holes == Holes.AllControl && value is >= 0x80 and <= 0x9F)
                broken.Append((char)value);
            else if (!isHole)
                broken.Append(read);
            else if (holes != Holes.Lost)
                broken.Append(holes == Holes.Western ? Of(1252).GetString([value])[0] : (char)value);
        }
        return broken.ToString();
    }

    private static Encoding Of(int page) =>
        Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
}
