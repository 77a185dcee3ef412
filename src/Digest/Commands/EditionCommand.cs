using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The commands about editions; here those that look. An edition left out means the latest.</summary>
internal static class EditionCommand
{
    private const int MostListed = 400;

    public static Command Make()
    {
        var command = new Command("edition", "The editions of a newsletter")
        {
            Make("list", "Its editions, the newest first", takesEdition: false, ListAsync),
            EditionMail.On(Make("show", "What an edition holds and what it left out", takesEdition: true, ShowAsync)),
            Make("report", "What became of an edition, in numbers", takesEdition: true, ReportAsync),
        };
        command.Add(EditionExplainCommand.Make());
        foreach (var decision in EditionControlCommand.All()) command.Add(decision);
        foreach (var edit in EditionReviewCommand.All()) command.Add(edit);
        return command;
    }

    /// <summary>NEWSLETTER [EDITION], as every command about one edition takes them.</summary>
    public static (Argument<string> Newsletter, Argument<string?> Edition) Arguments() => (
        new Argument<string>("NEWSLETTER") { Description = "Its slug" },
        new Argument<string?>("EDITION") { Description = "Its name, e.g. 2026-11-24 or 2026-11-24-2; default: the latest", Arity = ArgumentArity.ZeroOrOne });

    /// <exception cref="Fault">There is no such edition, or none at all.</exception>
    public static async Task<Edition> FindAsync(Session session, Newsletter newsletter, string? name, CancellationToken ct)
    {
        var store = session.Get<EditionStore>();
        if (name is not null)
            return await store.FindAsync(newsletter.Id, name, ct)
                ?? throw new Fault($"{newsletter.Slug} has no edition '{name}'. See: digest edition list {newsletter.Slug}");
        return await store.NewestAsync(newsletter.Id, 1, ct) is [var latest]
            ? latest : throw new Fault($"{newsletter.Slug} has no edition yet. Make one now with: digest send {newsletter.Slug}");
    }

    private static Command Make(string name, string description, bool takesEdition, Func<Asked, CancellationToken, Task> run)
    {
        var (newsletter, edition) = Arguments();
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command(name, description) { newsletter };
        if (takesEdition) command.Add(edition);
        command.Add(json);
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = await session.Get<NewsletterStore>().GetAsync(parsed.GetRequiredValue(newsletter), ct);
            await run(new Asked(session, of, takesEdition ? parsed.GetValue(edition) : null, parsed.GetValue(json)), ct);
            return 0;
        });
        return command;
    }

    private static async Task ListAsync(Asked asked, CancellationToken ct)
    {
        var editions = await asked.Session.Get<EditionStore>().NewestAsync(asked.Newsletter.Id, MostListed, ct);
        if (asked.Json)
        {
            Screen.Json(new JsonArray([.. editions.Select(e => new JsonObject
            {
                ["edition"] = e.Name,
                ["state"] = e.State,
                ["subject"] = Subject(e),
                ["release_at"] = Screen.Time(e.ReleaseAt),
            })]));
            return;
        }
        if (editions.Count == 0) Screen.Message($"No edition yet. Make one now with: digest send {asked.Newsletter.Slug}");
        foreach (var e in editions) Screen.Data($"{e.Name,-22} {e.State,-10} {e.Subject}");
    }

    private static async Task ShowAsync(Asked asked, CancellationToken ct)
    {
        var edition = await FindAsync(asked, ct);
        var store = asked.Session.Get<EditionStore>();
        var stories = await store.StoriesAsync(edition.Id, ct);
        var leftOut = await store.LeftOutAsync(edition.Id, ct);
        if (asked.Json)
        {
            Screen.Json(EditionJson.Show(edition, Subject(edition), stories, leftOut));
            return;
        }
        Screen.Data($"{edition.Name}  {edition.State}{(edition.Note is null ? "" : $" ({edition.Note})")}, version {edition.Version}");
        Screen.Data(edition.Subject);
        if (edition.Notice.Length > 0) Screen.Data($"notice: {edition.Notice}");
        if (edition.Introduction.Length > 0) Screen.Data($"introduction: {edition.Introduction}");
        for (var i = 0; i < stories.Count; i++) Screen.Data($"{i + 1,3}. {stories[i].Title}  [{Whence(stories[i])}]\n     {stories[i].Url}");
        foreach (var (url, reason) in leftOut) Screen.Data($"left out: {url}  ({reason})");
    }

    private static string Whence(Story story) => string.Join(", ",
        story.Articles.Select(a => a.Source).Distinct().Append(story.Topic.Length > 0 ? $"topic {story.Topic}" : "").Append(story.Pinned ? "pinned" : "").Where(w => w.Length > 0));

    private static async Task ReportAsync(Asked asked, CancellationToken ct)
    {
        var edition = await FindAsync(asked, ct);
        var report = asked.Session.Get<EditionReport>();
        var (counts, bounces) = (await report.OfAsync(edition.Id, ct), await report.BouncesAsync(edition.Id, ct));
        var document = EditionJson.Report(edition, counts);
        if (asked.Json)
        {
            document.Add("bounces", edition.KeepsDeliveries ? EditionJson.Bounces(counts, bounces) : null);
            Screen.Json(document);
            return;
        }
        foreach (var (name, value) in document) Screen.Data($"{name,-9} {value?.ToString() ?? "-"}");
        if (!edition.KeepsDeliveries)
        {
            Screen.Message("What came back is not kept any more: the edition ended longer ago than Digest:Retention:Deliveries.");
            return;
        }
        foreach (var of in bounces.GroupBy(b => b.Class))
            Screen.Data($"came back, {of.Key}: {of.Sum(b => b.Mails)}  ({string.Join(", ", of.Take(10).Select(b => $"{(b.Domain.Length > 0 ? b.Domain : "erased")} {b.Mails}"))}{(of.Count() > 10 ? ", …" : "")})");
        if (EditionJson.ComplaintsPerThousand(counts, bounces) is > 0 and var share) Screen.Data(string.Create(CultureInfo.InvariantCulture, $"complaints per thousand: {share:0.##}"));
    }

    private static Task<Edition> FindAsync(Asked asked, CancellationToken ct) => FindAsync(asked.Session, asked.Newsletter, asked.Edition, ct);

    private static string? Subject(Edition edition) => edition.Subject.Length == 0 ? null : edition.Subject;

    private sealed record Asked(Session Session, Newsletter Newsletter, string? Edition, bool Json);
}

/// <summary>Editions in the form of the contract.</summary>
internal static class EditionJson
{
    public static JsonObject Show(Edition edition, string? subject, IReadOnlyList<Story> stories, IReadOnlyList<(string Url, string Reason)> leftOut) => new()
    {
        ["edition"] = edition.Name,
        ["state"] = edition.State,
        ["subject"] = subject,
        ["stories"] = new JsonArray([.. stories.Select(s => new JsonObject
        {
            ["title"] = s.Title,
            ["url"] = s.Url,
            ["summary"] = s.Summary,
            ["articles"] = new JsonArray([.. s.Articles.Select(a => new JsonObject { ["source"] = a.Source, ["title"] = a.Title, ["url"] = a.Url })]),
            ["reason"] = s.Reason,
        })]),
        ["left_out"] = new JsonArray([.. leftOut.Select(l => new JsonObject { ["url"] = l.Url, ["reason"] = l.Reason })]),
    };

    /// <summary>Of the mails that were taken; 0 where there are none.</summary>
    public static double ComplaintsPerThousand(EditionCounts counts, IReadOnlyList<BounceCount> bounces) =>
        counts.Sent == 0 ? 0 : Math.Round(bounces.Where(b => b.Class == BounceClass.Complaint.Text()).Sum(b => b.Mails) * 1000.0 / counts.Sent, 2);

    /// <summary>By class: how many, and of which domains.</summary>
    public static JsonObject Bounces(EditionCounts counts, IReadOnlyList<BounceCount> bounces)
    {
        var json = new JsonObject();
        foreach (var kind in Enum.GetValues<BounceClass>().Select(k => k.Text()))
        {
            var of = bounces.Where(b => b.Class == kind).ToList();
            json[kind] = new JsonObject { ["mails"] = of.Sum(b => b.Mails), ["domains"] = new JsonObject(of.Select(b => KeyValuePair.Create(b.Domain, (JsonNode?)JsonValue.Create(b.Mails)))) };
        }
        json["complaints_per_thousand"] = ComplaintsPerThousand(counts, bounces);
        return json;
    }

    public static JsonObject Report(Edition edition, EditionCounts counts) => new()
    {
        ["edition"] = edition.Name,
        ["state"] = edition.State,
        ["total"] = counts.Total,
        ["waiting"] = counts.Waiting,
        ["claimed"] = counts.Claimed,
        ["deferred"] = counts.Deferred,
        ["sent"] = counts.Sent,
        ["failed"] = counts.Failed,
        ["skipped"] = counts.Skipped,
        ["in_doubt"] = counts.InDoubt,
        ["started"] = Screen.Time(edition.ReleaseBeganAt),
        ["finished"] = Screen.Time(edition.FinishedAt),
    };
}
