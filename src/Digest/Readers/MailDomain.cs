using System.Buffers;
using System.Globalization;
using System.Text;

namespace Digest.Readers;

/// <summary>
/// What stands after the '@': a domain of two labels or more in A-labels (RFC 5321 section 2.3.5, RFC 5891), of what was
/// typed by UTS 46 without its transitional mappings, so that ß stays ß.
/// </summary>
internal static class MailDomain
{
    private const int Longest = 253;
    private const int LongestLabel = 63;
    private const string EncodedMark = "xn--";

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };
    private static readonly SearchValues<char> LabelMarks = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Null: it is none, and <paramref name="fault"/> says why.</summary>
    public static string? Read(string typed, out AddressFault? fault)
    {
        var ascii = Encode(typed);
        fault = FaultOf(ascii ?? typed);
        if (ascii is null) fault ??= AddressFault.Domain;
        return fault is null ? ascii : null;
    }

    private static string? Encode(string typed)
    {
        var lower = typed.ToLowerInvariant();
        var isPlain = Ascii.IsValid(lower);
        // Labels of letters and digits need no mapping, and some real ones (two hyphens) would not survive it.
        if (isPlain && !lower.Contains(EncodedMark, StringComparison.Ordinal)) return lower;
        try
        {
            var ascii = Idn.GetAscii(isPlain ? Idn.GetUnicode(lower) : typed).ToLowerInvariant();
            // An encoded label must be what its letters are encoded as, or one domain has two names.
            return isPlain && ascii != lower ? null : ascii;
        }
        catch (ArgumentException)
        {
            return null; // Empty or overlong labels, forbidden characters.
        }
    }

    private static AddressFault? FaultOf(string domain)
    {
        if (domain[0] == '.' || domain[^1] == '.' || domain.Contains("..", StringComparison.Ordinal)) return AddressFault.Dots;
        if (domain.Length > Longest) return AddressFault.Long;
        var labels = domain.Split('.');
        if (!Ascii.IsValid(domain) || !labels.All(IsLabel)) return AddressFault.Domain;
        if (labels.Length < 2) return AddressFault.Dotless;
        return labels[^1].All(char.IsAsciiDigit) ? AddressFault.NumericEnd : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && !label.AsSpan().ContainsAnyExcept(LabelMarks);
}
