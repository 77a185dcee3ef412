using System.Globalization;
using Digest.Collecting;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Subscribing.Choosing;

/// <summary>What a newsletter's readers can choose from.</summary>
/// <param name="Topics">The sections that its sources fill; fewer than two: there is no choice.</param>
/// <param name="Languages">In which its words can stand, the newsletter's own first.</param>
internal sealed record Offer(IReadOnlyList<string> Topics, IReadOnlyList<string> Languages)
{
    private static readonly Lazy<IReadOnlyList<string>> AllZones = new(() =>
    [
        .. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal) && !z.Id.StartsWith("Etc/", StringComparison.Ordinal))
            .Select(z => z.Id).Append("UTC").Distinct().Order(StringComparer.Ordinal),
    ]);

    /// <summary>IANA names that this machine knows.</summary>
    public static IReadOnlyList<string> Zones => AllZones.Value;

    public static async Task<Offer> OfAsync(Newsletter newsletter, Database database, Templates templates, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return new Offer(await SourceStore.TopicsAsync(c, null, newsletter.Id), LanguagesOf(newsletter, templates));
    }

    /// <summary>A language by its own name, e.g. <c>Deutsch</c>.</summary>
    public static string NameOf(string language)
    {
        var name = CultureInfo.GetCultureInfo(language).NativeName;
        return name.Length == 0 ? language : char.ToUpper(name[0], CultureInfo.GetCultureInfo(language)) + name[1..];
    }

    private static IReadOnlyList<string> LanguagesOf(Newsletter newsletter, Templates templates) =>
        [newsletter.Options.Language, .. templates.Languages.Where(l => l != newsletter.Options.Language)];
}
