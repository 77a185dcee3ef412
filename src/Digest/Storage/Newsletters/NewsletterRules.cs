using System.Globalization;
using System.Text.RegularExpressions;
using Digest.Storage.Settings;

namespace Digest.Storage.Newsletters;

/// <summary>Reads a newsletter's settings and refuses what can't work.</summary>
internal static partial class NewsletterRules
{
    // The next edition is not cut before the one that is reviewed goes out.
    private const int LongestReview = 24 * 60;

    /// <summary>Options out of stored settings.</summary>
    /// <param name="settings">Names as in the configuration, e.g. <c>Form:Heading</c>.</param>
    /// <param name="path">What faults call the group, e.g. <c>Digest:Newsletters:0</c>.</param>
    /// <exception cref="Fault">A name is unknown or a value unusable.</exception>
    public static NewsletterOptions Read(IEnumerable<KeyValuePair<string, string?>> settings, string path)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var options = new NewsletterOptions();
        SettingsBinder.Bind(options, configuration, path);
        Check(options, path);
        return options;
    }

    public static void Check(NewsletterOptions o, string path)
    {
        if (!SlugPattern().IsMatch(o.Slug))
            throw new Fault($"{path}:Slug is '{o.Slug}', but should be 1 to 40 lower-case letters, digits or hyphens, e.g. market-daily.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(o.TimeZone, out var zone) || !zone.HasIanaId)
            throw new Fault($"{path}:TimeZone is '{o.TimeZone}', but should be an IANA zone, e.g. Europe/Berlin.");
        if (!IsLanguage(o.Language)) throw new Fault($"{path}:Language is '{o.Language}', but should be a language tag, e.g. en or de-CH.");
        if (o.MaxStories < 1) throw new Fault($"{path}:MaxStories is {o.MaxStories}, but should be 1 or more.");
        if (o.MinStories < 1 || o.MinStories > o.MaxStories) throw new Fault($"{path}:MinStories is {o.MinStories}, but should be between 1 and MaxStories ({o.MaxStories}).");
        if (o.WeeklyOn is null && !o.Weekly.Equals(NewsletterOptions.NoWeekly, StringComparison.OrdinalIgnoreCase))
            throw new Fault($"{path}:Weekly is '{o.Weekly}', but should be a day of the week, e.g. Monday, or {NewsletterOptions.NoWeekly}.");
        if (o.ReviewMinutes is < 0 or > LongestReview)
            throw new Fault($"{path}:ReviewMinutes is {o.ReviewMinutes}, but should be between 0 and {LongestReview}, which is a day.");
        CheckLine(o.Name, $"{path}:Name");
        CheckLine(o.FromName, $"{path}:FromName");
        CheckAddress(o.FromAddress, $"{path}:FromAddress");
        CheckAddress(o.ReplyTo, $"{path}:ReplyTo");
        if (o.PrivacyUrl.Length > 0 && !(Uri.TryCreate(o.PrivacyUrl, UriKind.Absolute, out var privacy) && privacy.Scheme is "https" or "http"))
            throw new Fault($"{path}:PrivacyUrl is '{o.PrivacyUrl}', but should be the address of a page, e.g. https://www.example.org/privacy.");
        for (var i = 0; i < o.Sources.Count; i++) CheckSource(o.Sources[i], $"{path}:Sources:{i}:Topic", $"{path}:Sources:{i}:Weight");
        if (!SlugPattern().IsMatch(o.Theme)) throw new Fault($"{path}:Theme is '{o.Theme}', but should be standard, brief, full, or the name of a theme of your own.");
        BrandRules.Check(o.Brand, $"{path}:Brand");
    }

    /// <param name="source">What is said of it.</param>
    /// <param name="topicKey">What faults call its topic.</param>
    /// <param name="weightKey">What faults call its weight.</param>
    /// <exception cref="Fault">A value is unusable.</exception>
    public static void CheckSource(SourceOptions source, string topicKey, string weightKey)
    {
        CheckLine(source.Topic ?? "", topicKey);
        if (source.Weight is { } weight && !(weight is > 0 and <= 1000))
            throw new Fault($"{weightKey} is {weight}, but should be more than 0 and at most 1000, e.g. 2 for a source that counts double.");
    }

    /// <exception cref="Fault">The setting is used, and this version has nothing behind it.</exception>
    public static void NotBuilt(bool used, string key, string only)
    {
        if (used) throw new Fault($"{key} is not supported by this version yet; the only value is {only}. Take the setting out.");
    }

    // RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3.
    private const int MostOfLocalPart = 64;
    private const int MostOfAddress = 254;

    private static void CheckAddress(string address, string key)
    {
        var fits = address.Length <= MostOfAddress && address.IndexOf('@', StringComparison.Ordinal) <= MostOfLocalPart;
        if (address.Length > 0 && !(fits && AddressPattern().IsMatch(address)))
            throw new Fault($"{key} is '{address}', but should be a mail address in ASCII (a domain in its xn-- form), e.g. news@example.org.");
    }

    private static void CheckLine(string text, string key)
    {
        if (text.Any(char.IsControl)) throw new Fault($"{key} has a line break or another control character, but should be one line.");
    }

    /// <summary>Whether it is a language tag that texts and dates can be written in.</summary>
    public static bool IsLanguage(string tag)
    {
        try
        {
            return tag.Length > 0 && CultureInfo.GetCultureInfo(tag, predefinedOnly: true) is not null;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SlugPattern();

    // RFC 5321 section 4.1.2 without quoted local parts and address literals.
    [GeneratedRegex(
        @"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();
}
