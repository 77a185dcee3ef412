using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Scriban;

namespace Digest.Templating;

/// <summary>
/// The files of one or more template folders, parsed; what an earlier folder lacks comes from a later one. Below
/// <c>mail/</c> a newsletter's own file, <c>SLUG/mail/…</c>, goes before the one for all. A file is parsed again when its
/// time or length has changed, so an edit shows at the next render. Nothing outside the folders can be named, by
/// <c>..</c> or by a link.
/// </summary>
internal sealed partial class TemplateFiles(IReadOnlyList<TemplateRoot> roots, TemplateLimits limits)
{
    private readonly TemplateRoot[] roots = [.. roots.Select(r => r with { Path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(r.Path)) })];
    private readonly ConcurrentDictionary<string, Parsed> parsed = new(StringComparer.Ordinal);

    /// <param name="name">Like <c>mail/standard.html</c>.</param>
    /// <param name="newsletter">Whose own files go first; empty: nobody's.</param>
    /// <exception cref="TemplateFault">No such file, too long, not UTF-8, or not a template.</exception>
    public Template Open(string name, string newsletter)
    {
        if (!Name().IsMatch(name))
            throw new TemplateFault(Shown(name), 1, 1, "a template is named like mail/standard.html, below the templates directory, ending in .html, .txt or .css");
        var place = Find(name, newsletter) ?? throw new TemplateFault(Shown(name), 1, 1, "there is no such file");
        return Read(place, TemplateSource.Parse);
    }

    /// <summary>Where the file stands, as faults show it; of a file that is nowhere, where it would be.</summary>
    public string Shown(string name, string newsletter = "") => Find(name, newsletter)?.Shown ?? $"{roots[0].ShownAs}/{name}";

    public bool Has(string name, string newsletter) => Name().IsMatch(name) && Find(name, newsletter) is not null;

    /// <summary>The texts of one language in every folder that has some, the first folder first.</summary>
    /// <exception cref="TemplateFault">A file can't be read or understood.</exception>
    public IEnumerable<IReadOnlyDictionary<string, Wording>> Words(string language)
    {
        if (!Language().IsMatch(language)) yield break;
        foreach (var root in roots)
            if (Find(root, $"i18n/{language}.json") is { } place) yield return Read(place, WordFile.Read);
    }

    /// <summary>Languages with a file of texts in any folder.</summary>
    public IEnumerable<string> Languages => roots.Select(r => Path.Combine(r.Path, "i18n")).Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")).Select(file => Path.GetFileNameWithoutExtension(file))
        .Where(name => Language().IsMatch(name)).Distinct();

    /// <summary>Newsletters with files of their own.</summary>
    public IEnumerable<string> Newsletters => roots.Where(r => Directory.Exists(r.Path)).SelectMany(r => Directory.EnumerateDirectories(r.Path))
        .Where(folder => Directory.Exists(Path.Combine(folder, "mail"))).Select(folder => Path.GetFileName(folder)).Distinct();

    private Place? Find(string name, string newsletter)
    {
        if (newsletter.Length > 0 && name.StartsWith("mail/", StringComparison.Ordinal))
        {
            foreach (var root in roots)
                if (Find(root, $"{newsletter}/{name}") is { } own) return own;
        }
        foreach (var root in roots)
            if (Find(root, name) is { } place) return place;
        return null;
    }

    private static Place? Find(TemplateRoot root, string name)
    {
        var file = new FileInfo(Path.Combine(root.Path, name));
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        if (target is null || !target.Exists) return null;
        var shown = $"{root.ShownAs}/{name}";
        if (!target.FullName.StartsWith(root.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new TemplateFault(shown, 1, 1, "this link leads out of the templates directory");
        return new Place(target, shown);
    }

    private T Read<T>(Place place, Func<string, string, T> parse) where T : class
    {
        var stamp = (place.File.LastWriteTimeUtc, place.File.Length);
        if (parsed.TryGetValue(place.Shown, out var known) && known.Stamp == stamp && known.Made is T made)
            return made;
        var now = parse(place.Shown, Text(place));
        parsed[place.Shown] = new Parsed(stamp, now);
        return now;
    }

    private string Text(Place place)
    {
        if (place.File.Length > limits.SourceBytes)
            throw new TemplateFault(place.Shown, 1, 1, $"the file is longer than {limits.SourceBytes / 1024} KiB");
        try
        {
            using var reader = new StreamReader(place.File.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException error)
        {
            throw new TemplateFault(place.Shown, 1, 1, "the file is not UTF-8", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TemplateFault(place.Shown, 1, 1, "the file cannot be read", error);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9_][a-z0-9_-]*(/[a-z0-9_][a-z0-9_-]*)*(\.[a-z0-9_-]+)*\.(html|txt|css)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Language();

    private sealed record Place(FileInfo File, string Shown);

    private sealed record Parsed((DateTime Written, long Length) Stamp, object Made);
}
