using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Collecting;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The commands about the feeds that a newsletter reads.</summary>
internal static class SourceCommand
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var url = new Argument<string>("URL") { Description = "Of the feed" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var list = new Command("list", "The feeds that it reads") { newsletter, json };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetRequiredValue(newsletter), parsed.GetValue(json), ct));
        var add = new Command("add", "Read one more feed") { newsletter, url };
        add.SetAction((parsed, ct) => AddAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(url), ct));
        var remove = new Command("remove", "Read a feed no more") { newsletter, url };
        remove.SetAction((parsed, ct) => RemoveAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(url), ct));
        return new Command("source", "The feeds of a newsletter") { list, add, remove, SourceImport.Make(), SourceExport.Make() };
    }

    private static async Task<int> ListAsync(string slug, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var sources = await session.Get<SourceStore>().OfAsync(newsletter.Id, ct);
        if (json)
        {
            Screen.Json(new JsonArray([.. sources.Select(s => new JsonObject
            {
                ["url"] = s.Shown,
                ["title"] = s.Title.Length == 0 ? null : s.Title,
                ["checked"] = Screen.Time(s.CheckedAt),
                ["next_check"] = Screen.Time(s.NextCheckAt),
                ["problem"] = s.Problem,
            })]));
            return 0;
        }
        if (sources.Count == 0) Screen.Message($"{slug} reads no feed yet. Add one with: digest source add {slug} URL");
        foreach (var s in sources)
            Screen.Data($"{s.Shown}  {(s.CheckedAt is null ? "never read" : $"read {Screen.Time(s.CheckedAt)}")}, next {Screen.Time(s.NextCheckAt)}{(s.Problem is null ? "" : $"  problem: {s.Problem}")}");
        return 0;
    }

    private static async Task<int> AddAsync(string slug, string url, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var store = session.Get<SourceStore>();
        var added = await session.Get<Writer>().WriteAsync((c, t) => store.AddAsync(c, t, newsletter.Id, new SourceOptions { Url = url }, again: true), ct);
        Screen.Message(added
            ? $"{slug} reads {url} from now on: within a minute where a server runs, else with digest collect."
            : $"{slug} reads {url} already.");
        return 0;
    }

    private static async Task<int> RemoveAsync(string slug, string url, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var store = session.Get<SourceStore>();
        if (!await session.Get<Writer>().WriteAsync((c, t) => store.RemoveAsync(c, t, newsletter.Id, url), ct))
            throw new Fault($"{slug} does not read {url}. See: digest source list {slug}");
        Screen.Message($"{slug} reads {url} no more.");
        return 0;
    }
}
