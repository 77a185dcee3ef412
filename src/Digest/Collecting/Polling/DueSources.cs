using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Polling;

/// <summary>Which sources are to be looked at now: found by index, taken by one node each.</summary>
internal sealed class DueSources(Database database, Writer writer, TimeProvider clock)
{
    // Longer than a look usually takes: who claimed a source and died is followed by another.
    private static readonly TimeSpan ClaimedFor = TimeSpan.FromMinutes(5);

    // A look that lies in the future was before the clock was set back.
    private const string IsDue = "s.ended is null and (s.next_check_at <= @now or s.checked_at > @now)";

    private const string ExistsDue = $"select exists ({SourceStore.SelectRead} and {IsDue})";

    // The sum keeps SQLite from walking all sources in their order instead of asking the two indexes for what is due.
    private const string SelectDue = $"{SourceStore.SelectRead} and {IsDue} order by s.next_check_at + 0 limit 1000";
    private const string Claim = "update source set next_check_at = @until, checked_at = case when checked_at > @now then @now else checked_at end where id in @ids";

    private const string IsBehind = """
        id in (select source from newsletter_source where newsletter = @newsletter and removed_at is null) and ended is null
        and checked_at < @since and next_check_at > @now and not exists (select 1 from host_rest h where h.host = source.host and h.until_at > @now)
        """;

    /// <summary>Takes the sources whose time has come: no other node gets them while this one looks at them.</summary>
    public async Task<IReadOnlyList<Source>> ClaimAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using (var look = await database.OpenAsync(ct))
            if (!await look.ExecuteScalarAsync<bool>(ExistsDue, new { now })) return [];
        return await writer.WriteAsync<IReadOnlyList<Source>>(async (c, t) =>
        {
            var due = (await c.QueryAsync<Source>(SelectDue, new { now }, t)).AsList();
            await c.ExecuteAsync(Claim, new { until = now + ClaimedFor, now, ids = ManyValues.Of(due.Select(s => s.Id)) }, t);
            return due;
        }, ct);
    }

    /// <summary>All of a newsletter's sources that were not looked at since a time are due now, but for hosts that rest.</summary>
    public async Task HastenAsync(long newsletter, DateTimeOffset since, CancellationToken ct)
    {
        var asked = new { newsletter, since, now = clock.GetUtcNow() };
        await using (var look = await database.OpenAsync(ct))
            if (!await look.ExecuteScalarAsync<bool>($"select exists (select 1 from source where {IsBehind})", asked)) return;
        await writer.WriteAsync((c, t) => c.ExecuteAsync($"update source set next_check_at = @now where {IsBehind}", asked, t), ct);
    }
}
