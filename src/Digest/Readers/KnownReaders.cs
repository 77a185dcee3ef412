using System.Buffers.Binary;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>What is known of one address for one newsletter; no such row: nothing.</summary>
internal sealed record KnownReader
{
    public required byte[] Hash { get; init; }

    /// <summary>Row number of the person; null: they have never been here, or nothing but a suppression is left.</summary>
    public long? Subscriber { get; init; }

    /// <summary>Of the subscription; null: there is none.</summary>
    public PublicId? PublicId { get; init; }

    /// <summary>Of the subscription; null: there is none.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the address may not be mailed by this newsletter; by any.</summary>
    public required bool IsOff { get; init; }
    public required bool IsOffEverywhere { get; init; }

    public bool IsSuppressed => IsOff || IsOffEverywhere;

    public bool IsGone => IsSuppressed || Status?.ToState<SubscriptionStatus>().IsEnded() == true;
}

/// <summary>Looks many addresses up with one statement.</summary>
internal sealed class KnownReaders
{
    private static string Select(Dialect dialect) => $"""
        select h.hash, p.id as subscriber, s.public_id, s.status,
               exists (select 1 from suppression x where x.address_hash = h.hash and x.newsletter = @newsletter) as is_off,
               exists (select 1 from suppression x where x.address_hash = h.hash and x.newsletter = 0) as is_off_everywhere
        from {dialect.Hashes} h
        left join subscriber p on p.address_hash = h.hash
        left join subscription s on s.subscriber = p.id and s.newsletter = @newsletter
        where p.id is not null or exists (select 1 from suppression x where x.address_hash = h.hash and x.newsletter in (0, @newsletter))
        """;

    private readonly Dictionary<UInt128, KnownReader> found = [];

    public KnownReader? this[byte[] hash]
    {
        get => found.GetValueOrDefault(KeyOf(hash));
        set => found[KeyOf(hash)] = value ?? throw new ArgumentNullException(nameof(value));
    }

    public static async Task<KnownReaders> FindAsync(DbConnection c, DbTransaction? t, long newsletter, IEnumerable<byte[]> hashes)
    {
        var known = new KnownReaders();
        var texts = JsonSerializer.Serialize(hashes.Select(Convert.ToHexString));
        foreach (var row in await c.QueryAsync<KnownReader>(Select(Dialect.Of(c)), new { newsletter, hashes = texts }, t)) known[row.Hash] = row;
        return known;
    }

    private static UInt128 KeyOf(byte[] hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}
