using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Collecting;
using Digest.Collecting.Recognising;
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
        var selector = new Option<string?>("--selector") { Description = "Of a page that lists articles: the CSS that picks their links" };
        var mend = new Option<bool?>("--mend") { Description = "Whether broken encodings are mended (true; false where they are right as they are)" };
        var topic = new Option<string?>("--topic") { Description = "The section of the edition that its articles stand in" };
        var weight = new Option<double?>("--weight") { Description = "What its articles count when stories are ranked, e.g. 2 for double" };
        var add = new Command("add", "Read one more feed, or a page that lists articles; of one that is read already, change how") { newsletter, url, topic, weight, selector, mend };
        add.SetAction((parsed, ct) => AddAsync(
            parsed.GetRequiredValue(newsletter),
            new SourceOptions { Url = parsed.GetRequiredValue(url), Topic = parsed.GetValue(topic), Weight = parsed.GetValue(weight) },
            parsed.GetValue(selector), parsed.GetValue(mend), ct));
        var remove = new Command("remove", "Read a feed no more") { newsletter, url };
        remove.SetAction((parsed, ct) => RemoveAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(url), ct));
        return new Command("source", "The feeds of a newsletter")
        {
            list, add, remove, SourceQuarantine.Keep(), SourceQuarantine.Discard(), SourceImport.Make(), SourceExport.Make(),
        };
    }

    private static async Task<int> ListAsync(string slug, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var sources = await session.Get<SourceStore>().OfAsync(newsletter.Id, ct);
        IReadOnlyDictionary<long, long> kept;
        await using (var c = await session.Get<Database>().OpenAsync(ct)) kept = await CandidateStore.QuarantinedAsync(c, newsletter.Id);
        if (json)
        {
            Screen.Json(new JsonArray([.. sources.Select(s => new JsonObject
            {
                ["url"] = s.Shown,
                ["title"] = s.Title.Length == 0 ? null : s.Title,
                ["checked"] = Screen.Time(s.CheckedAt),
                ["next_check"] = Screen.Time(s.NextCheckAt),
                ["problem"] = s.Problem,
                ["kind"] = s.Kind,
                ["failures"] = s.Failures,
                ["ended"] = s.Ended,
                ["note"] = s.Note,
                ["quarantined"] = kept.GetValueOrDefault(s.Id),
            })]));
            return 0;
        }
        if (sources.Count == 0) Screen.Message($"{slug} reads no feed yet. Add one with: digest source add {slug} URL");
        foreach (var s in sources) Screen.Data($"{s.Shown}  {string.Join("; ", Health(s, kept.GetValueOrDefault(s.Id)))}");
        return 0;
    }

    private static IEnumerable<string> Health(Source s, long quarantined)
    {
        yield return s.ReadAt is null ? "never read" : $"read {Screen.Time(s.ReadAt)}";
        yield return s.Ended is null ? $"next {Screen.Time(s.NextCheckAt)}" : $"asked no more: {s.Ended}";
        if (s.Ended is null && s.Problem is { } problem) yield return $"problem: {problem} ({s.Failures} times in a row, since {Screen.Time(s.FailingSinceAt)})";
        if (s.Note is { } note) yield return note;
        if (quarantined > 0) yield return $"{quarantined} in quarantine";
    }

    private static async Task<int> AddAsync(string slug, SourceOptions source, string? selector, bool? mends, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        NewsletterRules.CheckSource(source, "--topic", "--weight");
        var store = session.Get<SourceStore>();
        var added = await session.Get<Writer>().WriteAsync(async (c, t) =>
        {
            var isNew = await store.AddAsync(c, t, newsletter.Id, source, again: true);
            if (selector is not null || mends is not null) await SourceStore.AdjustAsync(c, t, source.Url, selector, mends);
            return isNew;
        }, ct);
        Screen.Message(added
            ? $"{slug} reads {source.Url} from now on: within a minute where a server runs, else with digest collect."
            : $"{slug} reads {source.Url} already.");
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
