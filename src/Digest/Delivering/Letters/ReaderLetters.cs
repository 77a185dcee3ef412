using System.Data.Common;
using Dapper;
using Digest.Readers;

namespace Digest.Delivering.Letters;

/// <summary>One letter, as it is told afterwards.</summary>
internal sealed record SentLetter
{
    public required long Newsletter { get; init; }
    public required string Kind { get; init; }
    public required string Address { get; init; }
    public required string State { get; init; }
    public required int Tries { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The relay's words, or why it was not sent; null: not yet.</summary>
    public string? Answer { get; init; }
}

/// <summary>The letters about one subscription: shown whole, and blanked when their reader is erased. One that waits is dropped then.</summary>
internal static class ReaderLetters
{
    private const string SelectOf = """
        select newsletter, kind, address, state, tries, created_at, sent_at, answer from letter where subscription = @subscription order by id
        """;

    private const string Blank = "update letter set address = '', domain = '', data = '{}', answer = null, state = case when state = 'waiting' then 'dropped' else state end ";
    private const string BlankOf = Blank + "where subscription = @subscription and address <> ''";
    private const string BlankOne = Blank + "where id = @id";
    private const string SelectAddressed = "select id, address from letter where subscription = @subscription and address <> ''";
    private const string SelectMoves = "select id, address from letter where person = @person and kind = 'move' and address <> ''";
    private const string Orphan = "update letter set subscription = null where subscription = @subscription";

    private const string Delete = """
        delete from letter where id in (select id from letter where subscription is null and address = '' and created_at < @before order by created_at limit @most)
        """;

    public static async Task<IReadOnlyList<SentLetter>> OfAsync(DbConnection c, long subscription) =>
        (await c.QueryAsync<SentLetter>(SelectOf, new { subscription })).AsList();

    /// <summary>Every address that letters about the subscription went to.</summary>
    public static async Task<IEnumerable<string>> AddressesAsync(DbConnection c, DbTransaction t, long subscription) =>
        (await c.QueryAsync<(long, string Address)>(SelectAddressed, new { subscription }, t)).Select(l => l.Address);

    public static Task BlankAsync(DbConnection c, DbTransaction t, long subscription) => c.ExecuteAsync(BlankOf, new { subscription }, t);

    /// <summary>Those of the subscription that went to one address.</summary>
    public static async Task BlankAsync(DbConnection c, DbTransaction t, long subscription, MailAddress address) =>
        await BlankAsync(c, t, address, await c.QueryAsync<(long, string)>(SelectAddressed, new { subscription }, t));

    /// <summary>Letters that somebody else's change of address sent to this one.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="address">That one.</param>
    /// <param name="person">Its keyed hash without a provider's tricks.</param>
    public static async Task BlankMovesAsync(DbConnection c, DbTransaction t, MailAddress address, byte[] person) =>
        await BlankAsync(c, t, address, await c.QueryAsync<(long, string)>(SelectMoves, new { person }, t));

    /// <summary>The same for a subscription that is to be deleted: what stays counts for the limits of its mailbox, and is nobody's.</summary>
    public static async Task OrphanAsync(DbConnection c, DbTransaction t, long subscription)
    {
        await BlankAsync(c, t, subscription);
        await c.ExecuteAsync(Orphan, new { subscription }, t);
    }

    /// <summary>Deletes some of those that are nobody's and that no limit counts any more.</summary>
    /// <returns>How many; fewer than asked for: no more are left.</returns>
    public static Task<int> DeleteAsync(DbConnection c, DbTransaction t, DateTimeOffset before, int most) => c.ExecuteAsync(Delete, new { before, most }, t);

    private static async Task BlankAsync(DbConnection c, DbTransaction t, MailAddress address, IEnumerable<(long Id, string Address)> letters)
    {
        foreach (var (id, to) in letters)
            if (MailAddress.Parse(to)?.Key == address.Key) await c.ExecuteAsync(BlankOne, new { id }, t);
    }
}
