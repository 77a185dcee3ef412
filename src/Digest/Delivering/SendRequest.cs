using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Digest.Collecting;
using Digest.Collecting.Visiting;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Requests;
using Digest.Templating;
using Quartz;

namespace Digest.Delivering;

/// <summary>What <c>digest send</c> asks for. <paramref name="To"/> null: everybody; else one marked test copy to that address.</summary>
internal sealed record SendAsked(string Newsletter, string? To);

/// <summary>
/// Does <c>digest send</c>: collect, cut, release, and wait until every delivery is final. The edition is noted on the
/// request in the step that cuts it, so a repeated run goes on with the same edition.
/// </summary>
internal sealed class SendRequest(
    NewsletterStore newsletters, EditionStore editions, Collector collector, PageVisitor visitor, Proposer proposer, Cutter cutter,
    Releaser releaser, Batches batches, EditionReport report, TestCopy testCopy, ISchedulerFactory schedulers, RequestStore requests, WorkerSettings worker, TimeProvider clock) : IRequestHandler
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<long, SemaphoreSlim> turns = new();

    public string Kind => "send";

    public async Task<string> RunAsync(Request request, CancellationToken ct)
    {
        try
        {
            return await SendAsync(request, ct);
        }
        catch (TemplateFault fault)
        {
            throw new Fault(fault.Message, fault);
        }
    }

    private async Task<string> SendAsync(Request request, CancellationToken ct)
    {
        var asked = JsonSerializer.Deserialize<SendAsked>(request.Data) ?? throw new Fault("The request holds nothing.");
        var newsletter = await newsletters.GetAsync(asked.Newsletter, ct);
        if (asked.To is { } typed && Readers.MailAddress.Parse(typed) is null) throw new Fault($"'{typed}' is no mail address, e.g. you@example.org.");
        if (asked.To is not null || worker.Schedules) return await SendAsync(request, asked, newsletter, ct);
        // The process ends with its own request: what another one, left by a worker that died, has begun must be through by then.
        var turn = turns.GetOrAdd(newsletter.Id, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ct);
        try
        {
            return await SendAsync(request, asked, newsletter, ct);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<string> SendAsync(Request request, SendAsked asked, Newsletter newsletter, CancellationToken ct)
    {
        if (asked.To is null && request.Result is { } noted) return await DeliverAsync(newsletter, long.Parse(noted, CultureInfo.InvariantCulture), ct);
        if (asked.To is null && !worker.Schedules) await FinishOthersAsync(newsletter, ct);
        var problems = (await collector.CollectAsync(newsletter.Id, ct)).Where(r => r.Problem is not null).Select(r => $"\n{r.Source.Shown}: {r.Problem}");
        await visitor.VisitDueAsync(PageVisitor.Patience, ct);
        var date = EditionClock.LocalDate(clock.GetUtcNow(), newsletter.Zone);
        Task<Proposal> ProposeAsync() => proposer.ProposeAsync(newsletter, Cadence.Daily, date, TimeSpan.Zero, ct);
        if (asked.To is { } address)
            // A draft is what goes out next, as its editor has left it.
            return await editions.DraftAsync(newsletter, ct) is { } draft ? await testCopy.SendAsync(draft, address, ct)
                : await ProposeAsync() is { Stories.Count: > 0 } proposal ? await testCopy.SendAsync(EditionFacts.Of(proposal, clock.GetUtcNow()), address, ct)
                : Nothing(newsletter, problems);
        var cut = await cutter.CutAsync(ProposeAsync, null, (c, t, edition) =>
            requests.NoteAsync(c, t, request.Id, edition.Id.ToString(CultureInfo.InvariantCulture)), ct);
        return cut.Edition is null ? Nothing(newsletter, problems, cut.Stories) : await DeliverAsync(newsletter, cut.Edition.Id, ct) + string.Concat(problems);
    }

    // Where nobody else works, an edition that was cut off is gone on with before another is made.
    private async Task FinishOthersAsync(Newsletter newsletter, CancellationToken ct)
    {
        foreach (var edition in await editions.NewestAsync(newsletter.Id, 20, ct))
            if (edition.State is "releasing" or "released" || (edition.State == "draft" && !edition.Scheduled))
                await DeliverAsync(newsletter, edition.Id, ct);
    }

    private async Task<string> DeliverAsync(Newsletter newsletter, long id, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        Edition edition;
        // Somebody else may be at the same edition: another request, or the schedule.
        while ((edition = await GetAsync(id, ct)).State is "draft" or "releasing" or "released")
        {
            if (edition.State == "released" && edition.Scheduled && await batches.IsAheadAsync(id, ct))
                return $"Edition {newsletter.Slug} {edition.Name} goes on at its readers' hours.";
            if (edition.State != "released") await releaser.ReleaseAsync(edition, scheduler, ct);
            await Task.Delay(LookEvery, clock, ct);
        }
        var counts = await report.OfAsync(id, ct);
        if (edition.State != "finished")
            throw new Fault($"Edition {newsletter.Slug} {edition.Name} is {edition.State}{(edition.Note is null ? "" : $": {edition.Note}")}");
        var others = string.Concat(
            Others(counts.Failed, "failed"), Others(counts.Skipped, "skipped"), Others(counts.InDoubt, "in doubt"));
        return $"Edition {newsletter.Slug} {edition.Name}: {counts.Sent} sent{others}.";
    }

    private static string Others(long n, string word) => n > 0 ? $", {n} {word}" : "";

    private static string Nothing(Newsletter newsletter, IEnumerable<string> problems, int waiting = 0) =>
        (waiting > 0 ? $"Only {waiting} new stories for {newsletter.Slug}, and MinStories is {newsletter.Options.MinStories}." : $"Nothing new for {newsletter.Slug}.")
        + string.Concat(problems);

    private async Task<Edition> GetAsync(long id, CancellationToken ct) => await editions.FindAsync(id, ct) ?? throw new Fault($"Edition {id} is gone.");
}
