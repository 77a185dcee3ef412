using System.Text;
using System.Text.RegularExpressions;

namespace Digest.Collecting.Reading;

/// <summary>What a document says its charset is: in its header, its XML declaration, its meta tags; in this order.</summary>
internal static partial class DeclaredCharset
{
    private const int LookAt = 2048;

    public static IReadOnlyList<string> Labels(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(LookAt, bytes.Length)]);
        var labels = new List<string>(3);
        foreach (var (pattern, text) in new[] { (Charset(), contentType ?? ""), (XmlEncoding(), head), (Charset(), head) })
            if (pattern.Match(text) is { Success: true } match)
                labels.Add(match.Groups[1].Value);
        return labels;
    }

    [GeneratedRegex("""charset\s*=\s*["']?\s*([A-Za-z0-9_:.+-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Charset();

    [GeneratedRegex("""<\?xml[^>]{0,200}encoding\s*=\s*["']\s*([A-Za-z0-9_:.+-]{2,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex XmlEncoding();
}
