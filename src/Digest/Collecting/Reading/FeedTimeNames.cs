using System.Globalization;
using System.Text.RegularExpressions;

namespace Digest.Collecting.Reading;

/// <summary>The words in times: months in the languages feeds are written in, and zones by name and number.</summary>
internal static partial class FeedTimeNames
{
    // Beginnings of month names. English first, then what other languages write otherwise.
    private static readonly (int Month, string Beginnings)[] Months =
    [
        (1, "jan gen ene sty янв січ led ocak ιαν tam"),
        (2, "feb fév fev lut фев лют úno şub hel φεβ"),
        (3, "mar mär mrz maa mrt març márc мар бер bře μαρ μάρ"),
        (4, "apr avr abr ápr kwi апр кві dub nis huh απρ"),
        (5, "may mai maj máj mei mag maio мая май тра kvě tou μαϊ μάι"),
        (6, "jun juin jún giu cze июн чер červn haz kes ιουν ιούν"),
        (7, "jul juil júl lug lip июл лип červen tem hei ιουλ ιούλ"),
        (8, "aug aoû aou ago sie авг сер srp ağu elo αυγ αύγ"),
        (9, "sep szep set wrz сен вер zář eyl syy σεπ"),
        (10, "oct okt ott out paź окт жов říj eki lok οκτ"),
        (11, "nov lis ноя лис kas marr νοε νοέ"),
        (12, "dec dez déc dic gru дек гру pro ara jou δεκ"),
    ];

    // Minutes from UTC. Where one name means several zones, the one feeds mean most often.
    private static readonly Dictionary<string, int> Zones = string.Join(
        ' ',
        "NST:-210 NDT:-150 AST:-240 ADT:-180 EST:-300 EDT:-240 ET:-300",
        "CST:-360 CDT:-300 CT:-360 MST:-420 MDT:-360 MT:-420",
        "PST:-480 PDT:-420 PT:-480 AKST:-540 AKDT:-480 HST:-600",
        "BRT:-180 ART:-180 CLT:-240 WET:0 WEST:60 BST:60 IST:330",
        "CET:60 MET:60 MEZ:60 CEST:120 MEST:120 MESZ:120 EET:120 EEST:180",
        "SAST:120 MSK:180 MSD:240 TRT:180 GST:240 PKT:300 ICT:420 WIB:420",
        "HKT:480 SGT:480 PHT:480 AWST:480 JST:540 KST:540",
        "ACST:570 ACDT:630 AEST:600 AEDT:660 NZST:720 NZDT:780")
        .Split(' ').Select(zone => zone.Split(':'))
        .ToDictionary(zone => zone[0], zone => int.Parse(zone[1], CultureInfo.InvariantCulture), StringComparer.OrdinalIgnoreCase);

    /// <summary>1 to 12, or null for a word that is no month.</summary>
    public static int? Month(string name)
    {
        var lower = name.ToLower(CultureInfo.InvariantCulture);
        var (best, length) = ((int?)null, 0);
        foreach (var (month, beginnings) in Months)
            foreach (var beginning in beginnings.Split(' '))
                if (beginning.Length > length && lower.StartsWith(beginning, StringComparison.Ordinal))
                    (best, length) = (month, beginning.Length);
        return best;
    }

    /// <summary>How far ahead of UTC a zone is; zero for none, for UTC by all its names, and for unknown ones.</summary>
    public static TimeSpan Offset(string zone)
    {
        var bare = zone.Split('(', StringSplitOptions.TrimEntries)[0];
        if (Numeric().Match(bare) is { Success: true } match)
        {
            var hours = int.Parse(match.Groups["h"].ValueSpan, CultureInfo.InvariantCulture);
            var minutes = match.Groups["m"].Success ? int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var offset = new TimeSpan(hours, minutes, 0);
            return hours > 14 || minutes > 59 ? TimeSpan.Zero : match.Groups["sign"].Value == "-" ? -offset : offset;
        }
        return Zones.TryGetValue(bare.Split(' ')[0], out var known) ? TimeSpan.FromMinutes(known) : TimeSpan.Zero;
    }

    [GeneratedRegex(@"^(?:GMT|UTC|UT|Z)?\s*(?<sign>[-+])(?<h>[0-9]{1,2})(?:[:.]?(?<m>[0-9]{2}))?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Numeric();
}
