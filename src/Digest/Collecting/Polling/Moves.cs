using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Polling;

/// <summary>An event of a source.</summary>
internal sealed record SourceMoved(long Source, string From, string To, string Why);

/// <summary>Sources whose address changes. The old one stays a name of the source, for configuration and for people.</summary>
internal sealed class Moves(EventLog events, TimeProvider clock)
{
    private const string See = "update source set moved_to = @to, moved_seen = @date where id = @id";

    // The validators were those of the old address.
    private const string Move = """
        update source set url = @to, host = @host, moved_to = null, moved_seen = null, etag = null, last_modified = null
        where id = @id and not exists (select 1 from source where url = @to)
        """;

    private const string Remember = """
        insert into source_was (url, source) values (@from, @id) on conflict (url) do update set source = excluded.source
        """;

    private const string Forget = "delete from source_was where url = @to";

    private const string HandOver = """
        insert into newsletter_source (newsletter, source, topic, weight, added_at)
        select r.newsletter, s.id, r.topic, r.weight, r.added_at from newsletter_source r, source s where r.source = @id and r.removed_at is null and s.url = @to
        on conflict (newsletter, source) do update set topic = excluded.topic, weight = excluded.weight, added_at = excluded.added_at, removed_at = null
        where newsletter_source.removed_at is not null
        """;

    // Who once removed it, and comes back by this other address, begins anew with it.
    private const string ForgetFirst = """
        delete from first_collect where source = (select id from source where url = @to) and newsletter in (
            select n.newsletter from newsletter_source n join newsletter_source was on was.newsletter = n.newsletter
            where n.source = @id and n.removed_at is null and was.source = first_collect.source and was.removed_at is not null)
        """;

    private const string LetGo = "update newsletter_source set removed_at = @at where source = @id and removed_at is null";
    private const string Wake = "update source set next_check_at = @at, ended = null where url = @to";

    /// <summary>
    /// A redirect for good is believed when it was seen on two days (RFC 9110, 15.4.2 and 15.4.9 let one believe it at once;
    /// publishers err). An address with a password stays: the new one has none.
    /// </summary>
    public async Task LookAsync(DbConnection c, DbTransaction t, Source source, Answer answer)
    {
        var to = answer.Address.AbsoluteUri;
        var today = clock.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        if (!answer.MovedForGood || source.Shown != source.Url || to == source.Url)
        {
            if (source.MovedTo is not null) await c.ExecuteAsync(See, new { id = source.Id, to = (string?)null, date = (string?)null }, t);
        }
        else if (source.MovedTo != to) await c.ExecuteAsync(See, new { id = source.Id, to, date = today }, t);
        else if (source.MovedSeen != today) await MoveAsync(c, t, source, to, "redirected for good");
    }

    /// <summary>The source has another address from now on; false: another source has it already.</summary>
    public async Task<bool> MoveAsync(DbConnection c, DbTransaction t, Source source, string to, string why)
    {
        if (await c.ExecuteAsync(Move, new { id = source.Id, to, host = HostGate.HostOf(to) }, t) == 0) return false;
        await c.ExecuteAsync(Forget, new { to }, t);
        await c.ExecuteAsync(Remember, new { from = source.Url, id = source.Id }, t);
        await events.AddAsync(c, t, "source.moved", 0, new SourceMoved(source.Id, source.Shown, to, why));
        return true;
    }

    /// <summary>Who reads this source, which never brought anything, reads the one with that address instead.</summary>
    public async Task HandOverAsync(DbConnection c, DbTransaction t, Source source, string to)
    {
        var at = clock.GetUtcNow();
        await c.ExecuteAsync(ForgetFirst, new { id = source.Id, to }, t);
        await c.ExecuteAsync(HandOver, new { id = source.Id, to }, t);
        await c.ExecuteAsync(LetGo, new { id = source.Id, at }, t);
        await c.ExecuteAsync(Wake, new { to, at }, t);
    }
}
