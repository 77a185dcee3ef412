using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>How a person came to say yes or no: what they did, by which way, and what they were shown.</summary>
/// <param name="Act">requested, invited, confirmed, left, never, bounced, imported, added.</param>
/// <param name="Way">form, api, page, one-click, import, cli.</param>
/// <param name="Wording">The sentence of consent that was shown; null: none.</param>
/// <param name="Page">The page it stood on; null: unknown.</param>
/// <param name="Client">The client's address, truncated; null: unknown.</param>
internal sealed record ConsentAct(string Act, string Way, string? Wording = null, string? Page = null, string? Client = null);

/// <summary>The evidence of consent: rows are only ever added, in the step that they prove.</summary>
internal sealed class ConsentLog(TimeProvider clock)
{
    private const string Insert = """
        insert into consent (at, newsletter, subscription, address_hash, act, way, wording, page, client)
        values (@at, @newsletter, @subscription, @addressHash, @act, @way, @wording, @page, @client)
        """;

    private const string CountConfirmed = "select count(*) from consent where subscription = @subscription and act = 'confirmed'";

    // No index: only an operator asks, about one person.
    private const string CountOf = "select count(*) from consent where address_hash = @addressHash";

    /// <summary>Whether anything was ever recorded of an address; it is so even after the address was erased.</summary>
    public static async Task<bool> KnowsAsync(DbConnection c, byte[] addressHash) =>
        await c.ExecuteScalarAsync<long>(CountOf, new { addressHash }) > 0;

    /// <summary>Whether the person ever pressed the button of a confirm letter.</summary>
    public static async Task<bool> HasConfirmedAsync(DbConnection c, DbTransaction? t, PublicId subscription) =>
        await c.ExecuteScalarAsync<long>(CountConfirmed, new { subscription }, t) > 0;

    public Task AddAsync(DbConnection c, DbTransaction t, long newsletter, PublicId subscription, byte[] addressHash, ConsentAct act) =>
        c.ExecuteAsync(Insert, new
        {
            at = clock.GetUtcNow(),
            newsletter,
            subscription,
            addressHash,
            act = act.Act,
            way = act.Way,
            wording = act.Wording,
            page = act.Page,
            client = act.Client,
        }, t);
}
