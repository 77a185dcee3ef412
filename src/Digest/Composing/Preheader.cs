using System.Globalization;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>
/// The line that an inbox shows beside the subject, which names the first story: what else there is. Between 20 and 160
/// characters whatever the stories give, so that no inbox fills it up with the mail's first words.
/// </summary>
internal sealed class Preheader(EditionFacts edition, Words words, Func<Story, string> titleOf)
{
    private const int Enough = 60;
    private const int Shortest = 20;
    private const int Longest = 150;

    public string Make(string date)
    {
        var line = "";
        foreach (var part in Parts(date).Select(Plain.Line).Where(p => p.Length > 0))
        {
            if (Length(line) >= Enough) break;
            line = line.Length == 0 ? part : $"{line} · {part}";
        }
        // Texts of one's own may be as short as they like.
        return Plain.Cut(Length(line) >= Shortest ? line : $"{line} · {edition.Newsletter.Slug} · {edition.Date:yyyy-MM-dd}", Longest);
    }

    private IEnumerable<string> Parts(string date) =>
    [
        .. edition.Stories.Skip(1).Take(1).Select(titleOf),
        .. edition.Stories.Take(1).Select(s => s.Summary),
        .. edition.Stories.Skip(2).Concat(edition.More).Take(3).Select(titleOf),
        words.Say(edition.Stories.Count + edition.More.Count == 0 ? "no_news" : "preheader"),
        edition.Newsletter.Name,
        date,
    ];

    private static int Length(string text) => new StringInfo(text).LengthInTextElements;
}
