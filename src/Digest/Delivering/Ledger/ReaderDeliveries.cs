using System.Data.Common;
using Dapper;
using Digest.Readers;

namespace Digest.Delivering.Ledger;

/// <summary>What became of one edition for one reader, for people.</summary>
internal sealed record ReaderDelivery
{
    public required long Newsletter { get; init; }
    public required string Cadence { get; init; }
    public required string Date { get; init; }
    public required int N { get; init; }
    public required string Subject { get; init; }
    public required string Origin { get; init; }
    public required string State { get; init; }

    /// <summary>Why it was skipped, deferred, or failed; null: it was not.</summary>
    public string? Reason { get; init; }
    public required int Claims { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? ClaimedAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Where it went; null: it was never handed over, or the address was erased.</summary>
    public string? Address { get; init; }

    /// <summary>The relay's words; null: none yet.</summary>
    public string? Answer { get; init; }
}

/// <summary>One reader's part of the ledger: shown whole, and blanked when they are erased. States and counters stay as they are.</summary>
internal static class ReaderDeliveries
{
    private const string SelectOf = """
        select e.newsletter, e.cadence, e.date, e.n, e.subject, d.origin, d.state, d.reason, d.claims, d.due_at, d.claimed_at, d.answered_at, d.address, d.answer
        from delivery d join edition e on e.id = d.edition where d.subscription = @subscription order by d.dated_at, d.edition
        """;

    private const string SelectGone = """
        select max(e.release_at) from edition e where e.newsletter = @newsletter and e.deliveries <> 'kept' and e.release_began_at >= @since
        """;

    private const string BlankAll = "update delivery set address = null, answer = null where subscription = @subscription and (address is not null or answer is not null)";
    private const string SelectAddresses = "select distinct address from delivery where subscription = @subscription and address is not null";
    private const string BlankAt = "update delivery set address = null, answer = null where subscription = @subscription and address = @address";

    // Only where no copy can be on its way: nothing of a deferred mail was taken.
    private const string Free = "update delivery set address = null where subscription = @subscription and state = 'deferred' and address is not null";

    /// <summary>The oldest first.</summary>
    public static async Task<IReadOnlyList<ReaderDelivery>> OfAsync(DbConnection c, long subscription) =>
        (await c.QueryAsync<ReaderDelivery>(SelectOf, new { subscription })).AsList();

    /// <summary>Up to when it is not kept any more which editions went to a reader; null: all that they got since they came is there.</summary>
    public static Task<DateTimeOffset?> GoneUntilAsync(DbConnection c, Subscription reader) =>
        c.ExecuteScalarAsync<DateTimeOffset?>(SelectGone, new { newsletter = reader.Newsletter, since = reader.CreatedAt });

    /// <summary>Every address that editions went to.</summary>
    public static Task<IEnumerable<string>> AddressesAsync(DbConnection c, DbTransaction t, long subscription) =>
        c.QueryAsync<string>(SelectAddresses, new { subscription }, t);

    /// <summary>The reader is at another address: what the old one put off goes to that one.</summary>
    public static Task FollowAsync(DbConnection c, DbTransaction t, long subscription) => c.ExecuteAsync(Free, new { subscription }, t);

    /// <summary>Forgets where they went and what relays said of it.</summary>
    public static Task BlankAsync(DbConnection c, DbTransaction t, long subscription) => c.ExecuteAsync(BlankAll, new { subscription }, t);

    /// <summary>The same for those that went to one address.</summary>
    public static async Task BlankAsync(DbConnection c, DbTransaction t, long subscription, MailAddress address)
    {
        foreach (var at in await c.QueryAsync<string>(SelectAddresses, new { subscription }, t))
            if (MailAddress.Parse(at)?.Key == address.Key) await c.ExecuteAsync(BlankAt, new { subscription, address = at }, t);
    }
}
