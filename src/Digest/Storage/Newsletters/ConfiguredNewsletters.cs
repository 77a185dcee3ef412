using System.Data.Common;

namespace Digest.Storage.Newsletters;

/// <summary>Sources that configuration names for a newsletter are rows of another room; it listens here.</summary>
internal delegate Task ApplySources(DbConnection c, DbTransaction t, Newsletter newsletter, IReadOnlyList<SourceOptions> sources);

/// <summary>
/// Writes what configuration names over what the database holds, at each start. What configuration leaves out belongs to
/// the database; removing an entry deletes nothing; a deleted newsletter stays deleted.
/// </summary>
internal sealed partial class ConfiguredNewsletters(
    IConfiguration configuration, NewsletterStore store, Writer writer, EventLog events, ApplySources applySources, ILogger<ConfiguredNewsletters> log)
{
    private const string Section = "Digest:Newsletters";

    /// <exception cref="Fault">A name is missing or a value unusable; nothing was changed.</exception>
    public async Task ApplyAsync(CancellationToken ct = default)
    {
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            var path = $"{Section}:{entry.Key}";
            var named = Flatten(entry);
            var options = NewsletterRules.Read(named.Select(p => KeyValuePair.Create<string, string?>(p.Key, p.Value)), path);
            await writer.WriteAsync((c, t) => ApplyAsync(c, t, options, named, path), ct);
        }
    }

    private async Task ApplyAsync(DbConnection c, DbTransaction t, NewsletterOptions options, Dictionary<string, string> named, string path)
    {
        await store.AddAsync(c, t, options.Slug);
        var newsletter = (await NewsletterStore.AllAsync(c, t)).FirstOrDefault(n => n.Slug == options.Slug);
        if (newsletter is null)
        {
            Deleted(options.Slug);
            return;
        }
        var settings = named.Where(p => !p.Key.Equals("Slug", StringComparison.OrdinalIgnoreCase) && !p.Key.StartsWith("Sources:", StringComparison.OrdinalIgnoreCase));
        var before = await NewsletterStore.SettingsAsync(c, t, newsletter.Id);
        foreach (var (name, value) in settings)
        {
            if (before.TryGetValue(name, out var old) && old == value) continue;
            await store.SetAsync(c, t, newsletter.Id, name, value);
            await events.AddAsync(c, t, "setting_changed", newsletter.Id, new { name, by = "configuration" });
            Changed(options.Slug, name, value);
        }
        // What configuration says must fit what commands have set; else nothing is changed.
        await NewsletterStore.AllAsync(c, t);
        try
        {
            await applySources(c, t, newsletter, options.Sources);
        }
        catch (Fault fault)
        {
            throw new Fault($"{path}:Sources: {fault.Message}", fault);
        }
    }

    // Lists of single values are kept as one setting: a shorter list must not leave the tail of a longer one behind.
    private static Dictionary<string, string> Flatten(IConfigurationSection entry)
    {
        var flat = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in entry.GetChildren()) Add(flat, child, child.Key);
        return flat;

        static void Add(Dictionary<string, string> flat, IConfigurationSection section, string name)
        {
            var children = section.GetChildren().ToList();
            if (section.Value is not null) flat[name] = section.Value;
            else if (children.Count > 0 && children.All(c => c.Value is not null && int.TryParse(c.Key, out _)))
                flat[name] = string.Join(",", children.Select(c => c.Value));
            else foreach (var child in children) Add(flat, child, $"{name}:{child.Key}");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Configuration sets {Name} of newsletter {Newsletter} to {Value}")]
    private partial void Changed(string newsletter, string name, string value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Configuration names newsletter {Newsletter}, which was deleted; it stays deleted. Give it another Slug")]
    private partial void Deleted(string newsletter);
}
