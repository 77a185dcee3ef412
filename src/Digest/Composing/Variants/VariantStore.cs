using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Composing.Variants;

/// <summary>The rows of variants, packed.</summary>
internal sealed class VariantStore(Database database)
{
    private const string InsertVariant = """
        insert into variant (edition, name, marker, headers, body, packed) values (@edition, @name, @marker, @headers, @body, true)
        on conflict (edition, name) do nothing
        """;

    private const string SelectVariantNames = "select name from variant where edition = @edition";

    private const string SelectVariant = "select name, marker, headers, body, packed from variant where edition = @edition and name = @name";

    private const string DropVariants = """
        delete from variant where edition = @edition and name in (select name from variant where edition = @edition order by name limit @most)
        """;

    private const string VariantsGone = "update edition set variants_kept = false where id = @edition";

    // Once a reader is planned, what was decided stands.
    private const string ForgetVariants = "delete from variant where edition = @edition and (select planned_through from edition where id = @edition) = 0";
    private const string ForgetGroups = "delete from reader_group where edition = @edition and (select planned_through from edition where id = @edition) = 0";

    /// <summary>A release that begins anew, after a fault and perhaps an edit, renders anew.</summary>
    public static async Task ForgetAsync(DbConnection c, DbTransaction t, long edition)
    {
        await c.ExecuteAsync(ForgetVariants, new { edition }, t);
        await c.ExecuteAsync(ForgetGroups, new { edition }, t);
    }

    public static Task AddAsync(DbConnection c, DbTransaction t, long edition, Variant variant) =>
        c.ExecuteAsync(InsertVariant, new
        {
            edition,
            name = variant.Name,
            marker = variant.Marker,
            headers = Packing.Pack(variant.Headers),
            body = Packing.Pack(variant.Body),
        }, t);

    public async Task<IReadOnlySet<string>> NamesAsync(long edition, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<string>(SelectVariantNames, new { edition })).ToHashSet(StringComparer.Ordinal);
    }

    /// <exception cref="InvalidOperationException">It was never made, or is not kept any more.</exception>
    public async Task<Variant> GetAsync(long edition, string name, CancellationToken ct = default) =>
        await FindAsync(edition, name, ct) ?? throw new InvalidOperationException($"Edition {edition} has no variant '{name}'.");

    /// <summary>As it was made, to the byte; null: it is not kept any more.</summary>
    public async Task<Variant?> FindAsync(long edition, string name, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QuerySingleOrDefaultAsync<StoredVariant>(SelectVariant, new { edition, name }))?.Unpacked();
    }

    /// <summary>Removes some variants of an edition; true: all are gone.</summary>
    public static async Task<bool> DropAsync(DbConnection c, DbTransaction t, long edition, int most)
    {
        if (await c.ExecuteAsync(DropVariants, new { edition, most }, t) == most) return false;
        await c.ExecuteAsync(VariantsGone, new { edition }, t);
        return true;
    }
}
