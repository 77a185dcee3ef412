using System.Data.Common;
using Dapper;
using Digest.Delivering.Ledger;
using Digest.Storage;

namespace Digest.Delivering.Letters;

/// <summary>
/// Letters that strangers asked for beyond an hour's budget wait here, behind the day's editions: none goes while a
/// delivery is due. As the hour gives room they are set free, the oldest first, those to a domain that has had its share
/// later. Set free in one step with the counting, so a crash lets out no more than the budget.
/// </summary>
internal sealed class SlowLane(Database database, Writer writer, LetterRules rules, TimeProvider clock)
{
    private const string Waits = "select exists (select 1 from letter where state = 'waiting' and free_at is null)";
    private const string CountFree = "select count(*) from letter where kind in ('confirm', 'already') and free_at > @hour";
    private const string CountOfDomain = "select count(*) from letter where domain = @domain and kind in ('confirm', 'already') and free_at > @hour";

    // So many domains at most: more can't have had their share within the hour.
    private const string SelectDomains = """
        select domain from letter where state = 'waiting' and free_at is null group by domain order by min(id) limit @most
        """;

    private const string Free = """
        update letter set free_at = @now, due_at = @now
        where id in (select id from letter where domain = @domain and state = 'waiting' and free_at is null order by id limit @room)
        """;

    /// <summary>Lets out what there is room for now.</summary>
    public async Task AdvanceAsync(CancellationToken ct)
    {
        await using (var c = await database.OpenAsync(ct))
            if (!await c.ExecuteScalarAsync<bool>(Waits) || await RoomAsync(c, null) <= 0) return;
        await writer.WriteAsync(AdvanceAsync, ct);
    }

    private async Task AdvanceAsync(DbConnection c, DbTransaction t)
    {
        var now = clock.GetUtcNow();
        var room = await RoomAsync(c, t);
        if (room <= 0) return;
        foreach (var domain in (await c.QueryAsync<string>(SelectDomains, new { most = rules.LettersPerHour }, t)).AsList())
        {
            var had = await c.ExecuteScalarAsync<int>(CountOfDomain, new { domain, hour = now.AddHours(-1) }, t);
            var share = Math.Min(room, rules.LettersPerDomainPerHour - had);
            if (share > 0) room -= await c.ExecuteAsync(Free, new { domain, room = share, now }, t);
            if (room == 0) return;
        }
    }

    private async Task<int> RoomAsync(DbConnection c, DbTransaction? t)
    {
        var now = clock.GetUtcNow();
        if (await Batches.AreDueAsync(c, t, now)) return 0;
        return rules.LettersPerHour - await c.ExecuteScalarAsync<int>(CountFree, new { hour = now.AddHours(-1) }, t);
    }
}
