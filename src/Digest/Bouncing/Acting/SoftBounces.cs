using System.Data.Common;
using Dapper;
using Digest.Delivering;
using Digest.Readers;

namespace Digest.Bouncing.Acting;

/// <summary>
/// Readers whose address exists and takes no mail: after some editions in a row, over some days, they are mailed no more. One edition is one
/// at most; any that did not come back begins the count anew, and so does a new confirmation, or another address. Those that failed for reasons of ours don't
/// count: refused, or late where much of the edition was. Which ones came back is read from the ledger, so reports may come in any order.
/// </summary>
internal sealed class SoftBounces(Consents consents, BounceOptions options)
{
    // More than anybody waits for; a run that is longer was ended by its fifth.
    private const int MostLookedAt = 400;

    // An edition of which more came back late, in percent and at least some, says nothing of its readers.
    private const int MostLate = 5;
    private const int Few = 10;

    private const string SelectLatest = """
        select e.release_at as at, d.state,
               exists (select 1 from bounce b where b.mail = d.public_id and b.class = 'mailbox') as is_full,
               exists (select 1 from bounce b where b.mail = d.public_id and b.class = 'transient') as is_late,
               exists (select 1 from bounce b where b.mail = d.public_id and b.class = 'policy') as is_refused,
               e.late * 100.0 > @late * (select coalesce(sum(b.sent + b.failed), 0) from batch b where b.edition = e.id) and e.late > @few as is_ours
        from delivery d join edition e on e.id = d.edition join subscription s on s.id = d.subscription
        where d.subscription = @subscription and d.origin = 'release' and d.state in ('sent', 'failed') and e.release_at >= coalesce(s.confirmed_at, 0)
            and lower(d.address) = lower(coalesce(@address, d.address))
        order by e.release_at desc, e.id desc limit @most
        """;

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="subscription">Row number; one of its editions just came back.</param>
    /// <param name="address">Where that one went.</param>
    public async Task WeighAsync(DbConnection c, DbTransaction t, long subscription, string? address)
    {
        var latest = (await c.QueryAsync<Past>(SelectLatest, new { subscription, address, most = MostLookedAt, late = MostLate, few = Few }, t)).AsList();
        // Of those that went out after the newest that came back nobody can know yet.
        var row = latest.SkipWhile(p => !p.CameBack).Where(p => p.CameBack || p.IsSuccess).TakeWhile(p => p.CameBack).ToList();
        if (row.Count < options.SoftEditions || row[0].At - row[^1].At < options.SoftSpan) return;
        await consents.BounceAsync(c, t, subscription, address, "report", $"{row.Count} editions in a row came back over {(row[0].At - row[^1].At).Days} days");
    }

    private sealed record Past
    {
        public required DateTimeOffset At { get; init; }
        public required string State { get; init; }
        public required bool IsFull { get; init; }
        public required bool IsLate { get; init; }
        public required bool IsRefused { get; init; }

        /// <summary>So many of its mails were late that the fault is on our way out.</summary>
        public required bool IsOurs { get; init; }

        public bool CameBack => IsFull || (IsLate && !IsOurs);
        public bool IsSuccess => State == "sent" && !IsRefused && !IsLate;
    }
}
