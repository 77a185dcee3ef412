using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>How many deliveries of an edition's release stand where; they add up to the total. Welcome copies are not among them.</summary>
internal sealed record EditionCounts
{
    public required long Waiting { get; init; }
    public required long Claimed { get; init; }
    public required long Deferred { get; init; }
    public required long Sent { get; init; }
    public required long Failed { get; init; }
    public required long Skipped { get; init; }
    public required long InDoubt { get; init; }

    public long Total => Waiting + Claimed + Deferred + Sent + Failed + Skipped + InDoubt;
}

/// <summary>How many of an edition's mails came back, of one class and domain.</summary>
internal sealed record BounceCount(string Class, string Domain, long Mails);

/// <summary>Adds up the counters of an edition's batches: a few dozen rows, however many readers there are.</summary>
internal sealed class EditionReport(Database database)
{
    private const string Sum = """
        select coalesce(sum(waiting), 0) as waiting, coalesce(sum(claimed), 0) as claimed, coalesce(sum(deferred), 0) as deferred,
               coalesce(sum(sent), 0) as sent, coalesce(sum(failed), 0) as failed, coalesce(sum(skipped), 0) as skipped,
               coalesce(sum(in_doubt), 0) as in_doubt
        from batch where edition = @edition and origin <> 'welcome'
        """;

    private const string SumBounces = "select class, domain, count(*) as mails from bounce where edition = @edition group by class, domain order by class, mails desc, domain";

    /// <summary>What came back, in the session or as mail: by class, then the domains with most of it first.</summary>
    public async Task<IReadOnlyList<BounceCount>> BouncesAsync(long edition, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(string Class, string Domain, long Mails)>(SumBounces, new { edition })).Select(b => new BounceCount(b.Class, b.Domain, b.Mails)).ToList();
    }

    public async Task<EditionCounts> OfAsync(long edition, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleAsync<EditionCounts>(Sum, new { edition });
    }
}
