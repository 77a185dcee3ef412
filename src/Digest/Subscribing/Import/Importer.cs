using System.Data.Common;
using Digest.Collecting;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing.Import;

/// <param name="Status">As what readers are taken: pending (they are asked to confirm) or active (the publisher holds their consent).</param>
/// <param name="IsPlan">Reports and changes nothing.</param>
internal sealed record ImportPlan(SubscriptionStatus Status, bool IsPlan)
{
    /// <summary>Whatever the file looks like, it lists who must not be mailed; of these newsletters. Null: it says itself what it is.</summary>
    public IReadOnlyList<Newsletter>? RefusedBy { get; init; }
}

/// <summary>
/// Takes the readers of a file into a newsletter, in steps of a fraction of a second, so that a leave gets in between and
/// memory stays flat. What is here already is never changed and nobody is lifted off the suppression list, so an import
/// that was cut off (or done) can be run again.
/// </summary>
internal sealed class Importer(Invitations invitations, Refusals refusals, AddressHasher hasher, Database database, Writer writer, TimeProvider clock)
{
    /// <summary>Of a step, before its commit: a leave is to be acknowledged within a second.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMilliseconds(150);

    private const int FirstStep = 256;

    // Of the latest step; a hint, whoever sets it.
    private int step = FirstStep;

    /// <param name="newsletter">Whose readers they become.</param>
    /// <param name="file">In any charset, of any product that <see cref="Products"/> lists.</param>
    /// <param name="plan">How.</param>
    /// <param name="report">Told what became of each.</param>
    /// <param name="progress">Told the share done, from 0 to 1, after each step.</param>
    /// <param name="ct">Ends it between two steps.</param>
    /// <exception cref="Fault">The header has a column that may say who left, and can't be read.</exception>
    public async Task RunAsync(Newsletter newsletter, ImportFile file, ImportPlan plan, ImportReport report, Action<double> progress, CancellationToken ct)
    {
        var topics = await TopicsAsync(newsletter, ct);
        var planned = plan.IsPlan ? new PlannedReaders() : null;
        if (planned is null) await writer.WriteAsync((c, t) => Dialect.Of(c).ExpectAsync(c, t, many: true), ct);
        var done = 0;
        foreach (var part in file.Parts)
        {
            var reader = new PartReader(part, file.IsArchive, plan.RefusedBy is not null, columns => ReaderOf(newsletter, columns, plan, topics, report), report);
            ImportBatch? last = null;
            Task<List<Admission>>? writing = null;
            // While some are written the next are read; only this flow touches the report.
            await foreach (var batch in reader.ReadAsync(ct))
            {
                Tell(report, last, writing is null ? [] : await writing);
                progress((done + reader.Share) / file.Parts.Count);
                last = batch;
                writing = planned is null ? TakeAsync(newsletter, batch, ct) : JudgeAsync(newsletter, batch, planned, ct);
            }
            Tell(report, last, writing is null ? [] : await writing);
            progress((double)++done / file.Parts.Count);
        }
        if (planned is null) await writer.WriteAsync((c, t) => Dialect.Of(c).ExpectAsync(c, t, many: false), ct);
    }

    private IRowReader ReaderOf(Newsletter newsletter, ImportColumns columns, ImportPlan plan, IReadOnlyList<string> topics, ImportReport report) =>
        columns.Product == Products.Refused || plan.RefusedBy is not null
            ? new RefusalReader(columns, hasher, plan.RefusedBy, report, clock)
            : new RowReader(columns, plan.Status, newsletter.Options.WeeklyOn is not null, topics, hasher, report);

    private static void Tell(ImportReport report, ImportBatch? batch, List<Admission> outcomes)
    {
        for (var i = 0; i < outcomes.Count && batch is not null; i++) report.Add(outcomes[i], batch.Places[i].Place, batch.Places[i].Typed);
    }

    private async Task<List<Admission>> TakeAsync(Newsletter newsletter, ImportBatch batch, CancellationToken ct)
    {
        var outcomes = await InStepsAsync(batch.People, async (c, t, some) => [.. (await invitations.AddAsync(c, t, newsletter.Id, some, AtMost)).Select(a => a.Outcome)], ct);
        for (var done = 0; done < batch.Refusals.Count;)
        {
            var of = batch.Refusals[done].Newsletter ?? newsletter.Id;
            var same = batch.Refusals.Skip(done).TakeWhile(r => (r.Newsletter ?? newsletter.Id) == of).ToList();
            outcomes.AddRange(await InStepsAsync(same, (c, t, some) => refusals.AddAsync(c, t, of, some, AtMost), ct));
            done += same.Count;
        }
        return outcomes;
    }

    private async Task<List<Admission>> InStepsAsync<T>(IReadOnlyList<T> all, Func<DbConnection, DbTransaction, List<T>, Task<IReadOnlyList<Admission>>> take, CancellationToken ct)
    {
        var outcomes = new List<Admission>(all.Count);
        while (outcomes.Count < all.Count)
        {
            ct.ThrowIfCancellationRequested();
            var some = all.Skip(outcomes.Count).Take(step).ToList();
            var taken = await writer.WriteAsync((c, t) => take(c, t, some), ct);
            outcomes.AddRange(taken);
            // As many as the time allows: who is looked up and not reached is looked up again.
            step = Math.Max(FirstStep, taken.Count == some.Count ? taken.Count * 2 : taken.Count);
        }
        return outcomes;
    }

    private async Task<List<Admission>> JudgeAsync(Newsletter newsletter, ImportBatch batch, PlannedReaders planned, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var known = await KnownReaders.FindAsync(c, null, newsletter.Id, batch.People.Select(p => p.AddressHash).Concat(batch.Refusals.Select(r => r.AddressHash)));
        var outcomes = new List<Admission>(batch.Places.Count);
        foreach (var person in batch.People)
            outcomes.Add(planned.Add(person, await Admissions.JudgeAsync(c, null, known[person.AddressHash], person.Wanted.Status)));
        foreach (var refusal in batch.Refusals) outcomes.Add(await Refusals.JudgeAsync(c, null, newsletter.Id, known[refusal.AddressHash], refusal));
        return outcomes;
    }

    private async Task<IReadOnlyList<string>> TopicsAsync(Newsletter newsletter, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await NewsletterTopics.OfAsync(c, newsletter.Id);
    }
}
