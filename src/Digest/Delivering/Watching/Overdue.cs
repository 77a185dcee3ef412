using Dapper;
using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Watching;

/// <summary>
/// Tells the operator, once for each edition, of one that should have gone out and did not: a draft whose time has come and
/// that nobody released, or one whose readers still wait although their hour is long past. What an editor or the operator
/// holds, pauses or cancels is no surprise to them.
/// </summary>
internal sealed class Overdue(Database database, EditionStore editions, NewsletterStore newsletters, OperatorEvents operators, TimeProvider clock)
{
    /// <summary>A release takes seconds; so much later it will not come by itself.</summary>
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromMinutes(15);

    /// <summary>A million readers at 280 mails a second.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromHours(1);

    private const string SelectUnreleased = "select id from edition where scheduled and state in ('draft', 'releasing') and release_at < @before";

    // Since it was released, or resumed. Never tried, though due; what a relay puts off is deferred, and has its own times.
    private const string SelectUnsent = """
        select distinct b.edition from batch b join edition e on e.id = b.edition
        where b.waiting + b.claimed + b.deferred + b.in_doubt > 0 and b.due_at < @before and b.waiting > 0 and b.origin = 'release'
          and e.state = 'released' and e.moved_at < @before
        """;

    /// <summary>Looks at all editions that are open.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await SelectAsync(SelectUnreleased, now - ReleaseWithin, ct))
            await TellAsync(id, "late", "is not released", "Its time has come and it is still not on its way.", ct);
        foreach (var id in await SelectAsync(SelectUnsent, now - SendWithin, ct))
            await TellAsync(id, "slow", "is not out", "Readers whose hour was more than an hour ago still wait for it.", ct);
    }

    private async Task<IReadOnlyList<long>> SelectAsync(string sql, DateTimeOffset before, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<long>(sql, new { before })).AsList();
    }

    private async Task TellAsync(long id, string kind, string what, string detail, CancellationToken ct)
    {
        if (await editions.FindAsync(id, ct) is not { } edition) return;
        var slug = (await newsletters.AllAsync(ct)).FirstOrDefault(n => n.Id == edition.Newsletter)?.Slug ?? "NEWSLETTER";
        await operators.TellAsync(
            edition.Newsletter, $"{kind}:{edition.PublicId}", $"Edition {slug} {edition.Name} {what}", detail,
            $"Look into the log for what it says of the relay and of this edition; 'digest edition report {slug} {edition.Name}' tells how far it is.", ct);
    }
}
