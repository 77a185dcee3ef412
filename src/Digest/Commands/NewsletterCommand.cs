using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Digest.Collecting;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>The commands about newsletters and their settings.</summary>
internal static class NewsletterCommand
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var key = new Argument<string?>("KEY") { Description = "A setting, e.g. SendAt or Form:Heading", Arity = ArgumentArity.ZeroOrOne };
        var value = new Argument<string?>("VALUE") { Description = "Its new value", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var list = new Command("list", "Newsletters, readers, next edition") { json };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetValue(json), ct));
        var show = new Command("show", "Its settings and sources") { newsletter, json };
        show.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(newsletter), parsed.GetValue(json), ct));
        var set = new Command("set", "Change a setting; without KEY and VALUE, show them") { newsletter, key, value };
        set.Validators.Add(result =>
        {
            if (result.GetValue(key) is not null && result.GetValue(value) is null) result.AddError("A KEY needs a VALUE.");
        });
        set.SetAction((parsed, ct) => parsed.GetValue(key) is { } name
            ? SetAsync(parsed.GetRequiredValue(newsletter), name, parsed.GetValue(value) ?? "", ct)
            : ShowAsync(parsed.GetRequiredValue(newsletter), false, ct));
        return new Command("newsletter", "Newsletters and their settings") { list, show, set };
    }

    private static async Task<int> ListAsync(bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var document = new JsonArray();
        foreach (var newsletter in await session.Get<NewsletterStore>().AllAsync(ct))
        {
            await using var c = await session.Get<Database>().OpenAsync(ct);
            var readers = (await SubscriptionStore.CountAsync(c, newsletter.Id)).FirstOrDefault(r => r.Status == "active").Readers;
            var next = EditionClock.Next(newsletter.Options, newsletter.Zone, session.Get<TimeProvider>().GetUtcNow());
            document.Add(new JsonObject
            {
                ["newsletter"] = newsletter.Slug,
                ["name"] = newsletter.Name,
                ["readers"] = readers,
                ["next_edition"] = Screen.Time(next?.ReleaseAt),
            });
        }
        if (json) Screen.Json(document);
        else if (document.Count == 0) Screen.Message("There is no newsletter yet. Run 'digest init SITE-URL', or name one under Digest:Newsletters in appsettings.json.");
        else foreach (var row in document) Screen.Data($"{row!["newsletter"],-20} {row["readers"],8} readers  next {row["next_edition"]?.ToString() ?? "never",-20}  {row["name"]}");
        return 0;
    }

    private static async Task<int> ShowAsync(string slug, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var settings = SettingsText.Of(newsletter.Options);
        var defaults = SettingsText.Of(new NewsletterOptions());
        var sources = await session.Get<SourceStore>().OfAsync(newsletter.Id, ct);
        if (json)
        {
            Screen.Json(new JsonObject
            {
                ["newsletter"] = slug,
                ["settings"] = new JsonObject(settings.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Name, s.Value))),
                ["sources"] = new JsonArray([.. sources.Select(s => JsonValue.Create(s.Url))]),
            });
            return 0;
        }
        foreach (var (name, value) in settings)
            Screen.Data($"{name,-16} {value}{(defaults.Contains((name, value)) ? "   (default)" : "")}");
        foreach (var source in sources) Screen.Data($"{"Source",-16} {source.Url}");
        return 0;
    }

    private static void CheckTheme(Session session, Newsletter newsletter)
    {
        try
        {
            session.Get<EditionComposer>().CheckTheme(newsletter);
        }
        catch (Templating.TemplateFault fault)
        {
            throw new Fault(fault.Message, fault);
        }
    }

    private static async Task<int> SetAsync(string slug, string key, string value, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        if (key.Equals("Slug", StringComparison.OrdinalIgnoreCase)) throw new Fault("Slug can't be changed: addresses of mails and pages hold it.");
        if (key.StartsWith("Sources", StringComparison.OrdinalIgnoreCase)) throw new Fault($"Sources are set with: digest source add {slug} URL");
        var name = SettingsText.Of(new NewsletterOptions()).Select(s => s.Name).FirstOrDefault(n => n.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key;
        await session.Get<Writer>().WriteAsync(async (c, t) =>
        {
            var all = await NewsletterStore.SettingsAsync(c, t, newsletter.Id);
            all[name] = value;
            var options = NewsletterRules.Read([.. all.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)), new("Slug", slug)], slug);
            if (name == nameof(NewsletterOptions.Theme)) CheckTheme(session, newsletter with { Options = options });
            await session.Get<NewsletterStore>().SetAsync(c, t, newsletter.Id, name, value);
            await session.Get<EventLog>().AddAsync(c, t, "setting_changed", newsletter.Id, new { name, by = "command" });
        }, ct);
        Screen.Message($"{name} of {slug} is {value}.");
        if (name == nameof(NewsletterOptions.Weekly) && value.Equals(NewsletterOptions.NoWeekly, StringComparison.OrdinalIgnoreCase) && newsletter.Options.WeeklyOn is not null)
            Screen.Message("Who reads weekly gets the daily edition from its next release on.");
        var entries = SettingsFiles.Read(Directory.GetCurrentDirectory()).GetSection("Digest:Newsletters").GetChildren();
        if (entries.Any(e => e["Slug"] == slug && e.GetSection(name).Exists()))
            Screen.Message("The configuration names it too, and will set it back at the next start. Change or take it out there.");
        return 0;
    }
}

/// <summary>Settings of a newsletter as names and texts, as they are written in configuration.</summary>
internal static class SettingsText
{
    public static IReadOnlyList<(string Name, string Value)> Of(object options, string prefix = "")
    {
        var settings = new List<(string, string)>();
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite && p.Name is not ("Slug" or "Sources")))
        {
            var value = property.GetValue(options);
            if (value is BrandOptions or FormOptions) settings.AddRange(Of(value, property.Name + ":"));
            else settings.Add((prefix + property.Name, Text(value)));
        }
        return settings;
    }

    private static string Text(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        TimeSpan span => Values.Text(span),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        string text => text,
        System.Collections.IEnumerable list => string.Join(",", list.Cast<object>().Select(Text)),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
