namespace Digest.Templating;

/// <summary>
/// Which plural form a whole number takes: the cardinal rules of the Unicode CLDR (plurals.xml, described in UTS 35
/// part 3 section 5, "Language Plural Rules"), for the families in which most languages are. A language that is not
/// listed has one and other, as English.
/// </summary>
internal static class PluralRules
{
    public static IReadOnlyList<string> Forms { get; } = ["zero", "one", "two", "few", "many", "other"];

    /// <param name="language">The first part of a tag, e.g. <c>ar</c>.</param>
    /// <param name="number">Its sign says nothing.</param>
    public static string Of(string language, long number)
    {
        var n = number == long.MinValue ? long.MaxValue : Math.Abs(number);
        return language switch
        {
            "ja" or "zh" or "ko" or "vi" or "th" or "id" or "ms" or "my" or "lo" or "km" or "bo" or "jv" or "su" or "yue" or "yo" or "ig" or "wo" or "to" => "other",
            "ar" or "ars" => Arabic(n),
            "ru" or "uk" or "be" => EastSlavic(n),
            "pl" => n == 1 ? "one" : IsFew(n) ? "few" : "many",
            "hr" or "sr" or "bs" or "sh" => EndsInOne(n) ? "one" : IsFew(n) ? "few" : "other",
            "cs" or "sk" => n == 1 ? "one" : n is >= 2 and <= 4 ? "few" : "other",
            "sl" => (n % 100) switch { 1 => "one", 2 => "two", 3 or 4 => "few", _ => "other" },
            "lt" => (n % 100) is >= 11 and <= 19 ? "other" : (n % 10) switch { 1 => "one", >= 2 => "few", _ => "other" },
            "lv" or "prg" => n % 10 == 0 || (n % 100) is >= 11 and <= 19 ? "zero" : EndsInOne(n) ? "one" : "other",
            "ro" or "mo" => n == 1 ? "one" : n == 0 || (n % 100) is >= 1 and <= 19 ? "few" : "other",
            "mk" or "is" => EndsInOne(n) ? "one" : "other",
            "he" or "iw" => n switch { 1 => "one", 2 => "two", _ => "other" },
            "mt" => n switch { 1 => "one", 2 => "two", _ => n == 0 || (n % 100) is >= 3 and <= 10 ? "few" : (n % 100) is >= 11 and <= 19 ? "many" : "other" },
            "ga" => n switch { 1 => "one", 2 => "two", >= 3 and <= 6 => "few", >= 7 and <= 10 => "many", _ => "other" },
            "cy" => n switch { 0 => "zero", 1 => "one", 2 => "two", 3 => "few", 6 => "many", _ => "other" },
            "fr" or "pt" => n <= 1 ? "one" : IsMillions(n) ? "many" : "other",
            "es" or "it" or "ca" => n == 1 ? "one" : IsMillions(n) ? "many" : "other",
            "hi" or "fa" or "bn" or "gu" or "kn" or "am" or "zu" or "as" or "hy" or "pa" or "mg" or "ln" or "si" => n <= 1 ? "one" : "other",
            _ => n == 1 ? "one" : "other",
        };
    }

    private static string Arabic(long n) => n switch
    {
        0 => "zero",
        1 => "one",
        2 => "two",
        _ => (n % 100) switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => "other" },
    };

    private static string EastSlavic(long n) => EndsInOne(n) ? "one" : IsFew(n) ? "few" : "many";

    private static bool EndsInOne(long n) => n % 10 == 1 && n % 100 != 11;

    private static bool IsFew(long n) => n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14);

    private static bool IsMillions(long n) => n != 0 && n % 1_000_000 == 0;
}
