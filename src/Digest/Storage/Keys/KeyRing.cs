using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace Digest.Storage.Keys;

/// <summary>What a key is for.</summary>
internal enum KeyUse
{
    /// <summary>Hashes addresses. It never rotates: suppressions and old links depend on it.</summary>
    Address,

    /// <summary>Signs reader tokens. A new one may follow; old ones verify for ever.</summary>
    Token,
}

/// <summary>One key of the ring; <paramref name="Number"/> names it in what it signed.</summary>
internal sealed record Key(int Number, KeyUse Use, byte[] Secret);

/// <summary>The keys of this installation: rows wrapped by the master key, unwrapped once at start.</summary>
internal sealed class KeyRing(Database database, Writer writer, StorageOptions options, TimeProvider clock)
{
    private const string Select = "select number, purpose, wrapped from secret_key order by number";
    private const string Insert = """
        insert into secret_key (purpose, wrapped, created_at)
        select @purpose, @wrapped, @at where not exists (select 1 from secret_key where purpose = @purpose)
        """;

    private IReadOnlyList<Key>? keys;

    /// <summary>The one key that hashes addresses.</summary>
    public Key Address => Newest(KeyUse.Address);

    /// <summary>The key that signs new tokens.</summary>
    public Key Token => Newest(KeyUse.Token);

    public Key? Find(KeyUse use, int number) => Loaded.FirstOrDefault(k => k.Use == use && k.Number == number);

    /// <summary>The oldest first; there is one at least.</summary>
    public IReadOnlyList<Key> All(KeyUse use) => [.. Loaded.Where(k => k.Use == use)];

    private IReadOnlyList<Key> Loaded => keys ?? throw new InvalidOperationException("The key ring is read after migration, by LoadAsync.");

    private Key Newest(KeyUse use) => Loaded.Last(k => k.Use == use);

    /// <summary>Makes the keys of a new installation and reads them all.</summary>
    /// <exception cref="Fault">The master key is missing or is not this database's.</exception>
    public async Task LoadAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = (await connection.QueryAsync<Row>(Select)).AsList();
        var master = MasterKey.Load(options, mayMake: rows.Count == 0, database.IsShared);
        if (rows.Count < Enum.GetValues<KeyUse>().Length)
        {
            await writer.WriteAsync((c, t) => MakeMissingAsync(c, t, master), ct);
            rows = (await connection.QueryAsync<Row>(Select)).AsList();
        }
        try
        {
            keys = [.. rows.Select(r => new Key(r.Number, r.Purpose.ToState<KeyUse>(), master.Unwrap(r.Wrapped, r.Purpose)))];
        }
        catch (CryptographicException fault)
        {
            throw new Fault($"Digest:MasterKeyFile '{options.MasterKeyPath}' is not the key of this database. Put back the one it was made with.", fault);
        }
    }

    private async Task MakeMissingAsync(DbConnection c, DbTransaction t, MasterKey master)
    {
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            var wrapped = master.Wrap(RandomNumberGenerator.GetBytes(32), use.Text());
            await c.ExecuteAsync(Insert, new { purpose = use.Text(), wrapped, at = clock.GetUtcNow() }, t);
        }
    }

    private sealed record Row
    {
        public required int Number { get; init; }
        public required string Purpose { get; init; }
        public required byte[] Wrapped { get; init; }
    }
}
