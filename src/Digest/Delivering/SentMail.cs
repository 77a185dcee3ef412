using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>A mail that went out, as found by the public id that its return path and Message-ID carry.</summary>
internal sealed record SentMail
{
    public required PublicId PublicId { get; init; }

    /// <summary>Row number; null: it was a letter.</summary>
    public long? Edition { get; init; }

    /// <summary>Row number; null: a letter to nobody's, e.g. the operator's.</summary>
    public long? Subscription { get; init; }

    /// <summary>Where it went; null: never handed over, or the person was erased.</summary>
    public string? Address { get; init; }

    /// <summary>When it was last handed over, or written; null: never.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The kind of letter; null: an edition.</summary>
    public string? Letter { get; init; }

    private const string SelectDelivery = "select public_id, edition, subscription, address, claimed_at as at from delivery where public_id = @id";
    private const string SelectLetter = "select public_id, subscription, nullif(address, '') as address, created_at as at, kind as letter from letter where public_id = @id";

    /// <returns>Null: there was none, or its row is gone.</returns>
    public static async Task<SentMail?> FindAsync(DbConnection c, DbTransaction? t, PublicId id) =>
        await c.QuerySingleOrDefaultAsync<SentMail>(SelectDelivery, new { id }, t) ?? await c.QuerySingleOrDefaultAsync<SentMail>(SelectLetter, new { id }, t);
}
