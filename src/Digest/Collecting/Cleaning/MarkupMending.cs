using System.Text;
using Digest.Collecting.Cleaning.Repair;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// Mends the text of HTML, and what its images and links are called, as one text: what is broken here proves what is broken
/// there. Tags, addresses and references to ASCII characters stay byte for byte.
/// </summary>
internal static class MarkupMending
{
    /// <summary>Stands between pieces; no text holds it.</summary>
    private const char Gap = '\u0001';

    private const int LongestReference = 10;

    /// <summary>The HTML mended, or <paramref name="html"/> itself. Text without markup is HTML, too.</summary>
    public static string Mend(string html)
    {
        if ((Suspicion.Of(html) == 0 && !HasNeighbours(html)) || html.Contains(Gap, StringComparison.Ordinal))
            return html;
        var places = Places(html);
        var pieces = places.ConvertAll(place => Entities.DecodeBeyondAscii(html[place]));
        return Together(pieces) is { } mended ? Replaced(html, places, pieces, mended) : html;
    }

    /// <summary>Several pieces of one text, each mended; null when all are sound.</summary>
    public static string[]? Together(IReadOnlyList<string> pieces)
    {
        var text = pieces.Count == 1 ? pieces[0] : string.Join(Gap, pieces);
        var mended = Mojibake.Mend(text);
        if (ReferenceEquals(mended, text))
            return null;
        var parts = pieces.Count == 1 ? [mended] : mended.Split(Gap);
        return parts.Length == pieces.Count ? parts : null;
    }

    /// <summary>Whether a reference stands beside another or beside a character beyond ASCII: broken characters come in twos and more.</summary>
    private static bool HasNeighbours(string html)
    {
        for (var at = html.IndexOf('&', StringComparison.Ordinal); at >= 0; at = html.IndexOf('&', at + 1))
        {
            var end = at + html.AsSpan(at, Math.Min(LongestReference, html.Length - at)).IndexOf(';');
            if (end > at && ((at > 0 && html[at - 1] is ';' or > '\u007F') || (end + 1 < html.Length && html[end + 1] > '\u007F')))
                return true;
        }
        return false;
    }

    private static List<Range> Places(string html)
    {
        var places = new List<Range>();
        var scanner = new MarkupScanner(html, isXml: false);
        while (scanner.Next())
            if (scanner.Piece == MarkupPiece.Text)
                places.Add(scanner.Offset..(scanner.Offset + scanner.TextSpan.Length));
            else if (scanner.Piece == MarkupPiece.Start)
                AddNames(places, scanner.ValueOf("alt"), scanner.ValueOf("title"));
        return places;
    }

    private static void AddNames(List<Range> places, Range? one, Range? other)
    {
        if (one is { } first && other is { } second && second.Start.Value < first.Start.Value)
            (one, other) = (second, first);
        if (one is { } a) places.Add(a);
        if (other is { } b) places.Add(b);
    }

    private static string Replaced(string html, List<Range> places, List<string> pieces, string[] mended)
    {
        var result = new StringBuilder(html.Length);
        var done = 0;
        for (var i = 0; i < mended.Length; i++)
            if (mended[i] != pieces[i])
            {
                result.Append(html, done, places[i].Start.Value - done).Append(mended[i]);
                done = places[i].End.Value;
            }
        return result.Append(html, done, html.Length - done).ToString();
    }
}
