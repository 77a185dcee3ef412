using System.Globalization;

namespace Digest.Templating;

/// <summary>In whose name and language a template speaks.</summary>
/// <param name="Language">BCP 47 tag of the words around the news; one that nobody knows counts as English.</param>
/// <param name="Newsletter">Slug of the newsletter whose own templates go first; empty: none.</param>
internal sealed record Voice(string Language, string Newsletter = "")
{
    /// <summary>English, for nobody in particular.</summary>
    public static Voice Plain { get; } = new("en");

    public CultureInfo Culture => CultureOf(Language);

    /// <summary>Of a language tag, for texts: dates in the Gregorian calendar, whatever the country's own is.</summary>
    public static CultureInfo CultureOf(string language)
    {
        var culture = (CultureInfo)Known(language).Clone();
        if (culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is { } gregorian) culture.DateTimeFormat.Calendar = gregorian;
        // .NET writes European digits; separators that belong to others would stand beside them.
        if (culture.NumberFormat.NumberGroupSeparator == "\u066c") culture.NumberFormat.NumberGroupSeparator = ",";
        if (culture.NumberFormat.NumberDecimalSeparator == "\u066b") culture.NumberFormat.NumberDecimalSeparator = ".";
        return CultureInfo.ReadOnly(culture);
    }

    private static CultureInfo Known(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language.Length > 0 ? language : "en");
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.GetCultureInfo("en");
        }
    }
}
