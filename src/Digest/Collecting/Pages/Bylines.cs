using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>Who wrote it, from what publishers put where a name should be.</summary>
internal static partial class Bylines
{
    private const int LongestName = 100;
    private const int LongestField = 500;
    private const int MostNames = 10;

    /// <summary>The names in some fields, each once: without "By", roles, addresses and links.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<string?> written)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. written.Select(PlainText.Title).OfType<string>().Where(static line => line.Length <= LongestField).SelectMany(Split).Where(seen.Add).Take(MostNames)];
    }

    /// <summary>The names in a line that a page shows as its byline, such as "By Metals Desk and Energy Desk | June 4, 2025"; none when it is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="mustSayBy">Only a line that begins with "By", or its like in another language, counts.</param>
    public static IReadOnlyList<string> InLine(string? line, bool mustSayBy)
    {
        if (TextCleaning.Line(line, LongestField) is not { } text || (mustSayBy && !Prefix().IsMatch(text)))
            return [];
        return [.. Names([AfterNames().Replace(text, "")]).Where(LooksLikeName)];
    }

    /// <summary>True for a line that is a byline and nothing else: "By" and a few words that begin as names do.</summary>
    public static bool IsByline(string line) => line.Length <= 120 && !line.EndsWith('.') && InLine(line, mustSayBy: true).Count > 0;

    /// <summary>Up to six words, of which the first begins with a capital or has none to begin with; no sentence.</summary>
    private static bool LooksLikeName(string line) => Name().IsMatch(line) && line.Split('(')[0].TrimEnd().Count(static c => c == ' ') < 6;

    private static IEnumerable<string> Split(string written)
    {
        var bare = Address().Replace(Prefix().Replace(written.Trim(), ""), " ");
        // What stands in parentheses is said about the name before them.
        var several = bare.Contains('(', StringComparison.Ordinal) ? [bare] : And().Split(bare);
        foreach (var part in several.SelectMany(part => ByCommas(part, several.Length > 1)))
            if (TextCleaning.Line(AfterName().Replace(part, "").Trim(' ', ',', ';', '|', '-', '–', '—', ':'), LongestName) is { Length: > 1 } name && !NoName().IsMatch(name))
                yield return name;
    }

    /// <summary>Commas stand between names, before roles and degrees, and inside a name turned round: only the first kind divides.</summary>
    private static List<string> ByCommas(string part, bool isList)
    {
        var pieces = part.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (pieces.Length < 2)
            return [part];
        var names = pieces.Where((piece, index) => index == 0 || !(Role().IsMatch(piece) || (IsCapitals(piece) && !IsCapitals(pieces[0])))).ToList();
        var areNames = names.TrueForAll(static name => name.Contains(' ', StringComparison.Ordinal));
        return names.Count < pieces.Length || (areNames && (isList || names.Count > 1)) ? names : [part];
    }

    /// <summary>"CNN" or "USA TODAY" behind a name is where it was written.</summary>
    private static bool IsCapitals(string piece) => piece.Length <= 12 && piece.All(static c => char.IsUpper(c) || c is ' ' or '.');

    private const string Roles =
        "editor|reporter|correspondent|writer|analyst|journalist|columnist|contributor|director|producer|photographer|redakteur(?:in)?|journaliste|periodista|giornalista";

    [GeneratedRegex(
        @"^\s*(?:(?:written|posted|published|reported|story|words|article|authored|text|review(?:ed)?|analysis)\s+by|(?:geschrieben|veröffentlicht|verfasst|erstellt)\s+von|(?:écrit|publié|rédigé)\s+par|(?:escrito|publicado)\s+por|(?:scritto|pubblicato)\s+da|(?:geschreven|geplaatst)\s+door|(?:skriven|publicerad|skrevet)\s+av|(?:dodane|dodany|napisane|opublikowan[ey])\s+przez|بقلم|كتبت?|by|author|authors|von|text von|par|por|di|da|door|af|av|przez|autor|autore|auteur|автор|文|作者|記者|记者|撰文)(?:\s*[:：]\s*|\s+|(?<=[文者])\s*)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s+(?:and|und|et|y|e|en|och|og|i|и|&|AND)\s+(?=\p{Lu}|\p{Lo})|\s*[;、；|]\s*|\s+&\s+")]
    private static partial Regex And();

    [GeneratedRegex(@"\s*\((?:[^()]*(?:https?:|www\.|@)[^()]*|[^()]{0,3})\)\s*|https?://\S+|\S+@\S+\.\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(?:" + Roles + @"|staff|chief|founder|redaktion|rédaction|redacción|ph\.?d|md|m\.d|cfa|esq|jr|sr|news|agency|bureau)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Role();

    // Behind two words that are a name: what its owner does, and links to more.
    [GeneratedRegex(
        @"(?<=^\s*\S+\s+\S+)(?:\s+(?:[A-Z]{2,6}\s+)?(?:(?:senior|executive|staff|chief|contributing|special|associate|managing|deputy|freelance|guest|political|business|technology|science)\s.*\b(?:" + Roles + @")|(?:" + Roles + @"))|\s+(?:more (?:from|by)|follow|see all|view all|contact|e-?mail)\b.*)\s*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex AfterName();

    // What follows the names on the same line: a date, a place, a time to read, the next field.
    [GeneratedRegex(
        @"\s+(?:on\s+)?(?:\||•|·|–|—|/|-\s|\b(?:updated|published|posted|last)\b|[0-9]{1,2}[ ./:-]|[0-9]{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+[0-9]).*$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex AfterNames();

    [GeneratedRegex(@"^(?:admin(?:istrator)?|webmaster|editor|author|null|undefined|unknown|anonymous|n/?a|none|guest|user|root|by|.*[/\\@<>{}].*)$", RegexOptions.IgnoreCase)]
    private static partial Regex NoName();

    [GeneratedRegex(@"^(?:\p{Lu}|\p{Lo})[^.!?:…]*(?:\.[^.!?:…]+){0,3}\.?$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
