using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Digest.Subscribing.Import;

/// <summary>
/// Headers that may say who said no. Of a product that is known only clear words count, since its own word on the standing
/// is read; in any other file also words that might be about something else: asking is better than mailing.
/// </summary>
internal static partial class RiskyColumns
{
    public static bool IsRisky(string header, bool isOfKnownProduct) => (isOfKnownProduct ? SaysNo() : MaySayNo()).IsMatch(Folded(header));

    // Case, spaces, marks and accents do not count.
    private static string Folded(string header) => Column.Usual(string.Concat(
        header.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)));

    private const string No = "unsub|clean|disabled|bounce|complain|block|blacklist|suppress|opt(ed)?out|(do|does)not|dont(e?mail|contact|send)|nomail|noemail"
        + "|abgemeldet|abmeld|abbestell|ausgetragen|desinscri|desabonn|desuscri|uitgeschreven|afgemeld|disiscri|avregistrer|wypisan";

    private const string Perhaps = "subscribed|disabl|status|delete|removed|active|type|opt(ed)?in|optin|consent|permission|marketing|gdpr|dsgvo|rgpd|reason|confirm|verif|spam|junk|cancel"
        + "|einwillig|zustimm|widerruf|widerspr|gesperrt|consenti|accord|toestemming|bajas?$|^baja|^(state|standing|left|leftat|newsletter|zustand|etat|estado|stato|statut|abo)$";

    [GeneratedRegex(No, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SaysNo();

    [GeneratedRegex(No + "|" + Perhaps, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MaySayNo();
}
