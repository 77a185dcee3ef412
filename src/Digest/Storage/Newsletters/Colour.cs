using System.Globalization;

namespace Digest.Storage.Newsletters;

/// <summary>A colour of sRGB, and how readable it is (WCAG 2.2, relative luminance and contrast ratio).</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>The contrast that text needs on its ground (WCAG 2.2, success criterion 1.4.3).</summary>
    public const double Readable = 4.5;

    public static Colour White { get; } = new(255, 255, 255);

    /// <summary>The sheet of a mail in the dark.</summary>
    public static Colour DarkPaper { get; } = new(0x1b, 0x1d, 0x21);

    /// <returns>Null: it isn't written <c>#rrggbb</c>.</returns>
    public static Colour? Parse(string text) =>
        text.Length == 7 && text[0] == '#' && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb) : null;

    /// <summary>From 1 to 21; the same both ways.</summary>
    public double Contrast(Colour ground)
    {
        var (mine, its) = (Luminance, ground.Luminance);
        return (Math.Max(mine, its) + 0.05) / (Math.Min(mine, its) + 0.05);
    }

    /// <summary>The same hue, no lighter than it must be to be readable on a dark ground.</summary>
    public Colour ReadableOn(Colour ground)
    {
        for (var share = 0; share < 100; share++)
            if (Towards(White, share / 100.0) is var lighter && lighter.Contrast(ground) >= Readable) return lighter;
        return White;
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte part)
    {
        var share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private Colour Towards(Colour other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
