using System.Data.Common;
using Dapper;

namespace Digest.Readers;

/// <summary>The rows beside the readers that a publisher takes along: who must not be mailed, and the evidence. Read as they come, whatever their number.</summary>
internal static class ReaderRecords
{
    private const string SelectAllSuppressions = """
        select p.email, x.address_hash, case when x.newsletter = 0 then 'all' else n.slug end as newsletter, x.reason, x.at, x.note
        from suppression x left join subscriber p on p.address_hash = x.address_hash left join newsletter n on n.id = x.newsletter
        """;

    private const string InOrder = " order by x.at, x.address_hash";
    private const string SelectSuppressions = SelectAllSuppressions + " where x.newsletter in (0, @newsletter)" + InOrder;
    private const string SelectEverySuppression = SelectAllSuppressions + InOrder;

    private const string SelectConsents = """
        select p.email, k.* from consent k left join subscriber p on p.address_hash = k.address_hash where k.newsletter = @newsletter order by k.id
        """;

    /// <summary>
    /// Of the newsletter (null: of each), and of all; each with the columns email (null: unknown, e.g. erased), address_hash, newsletter, reason, at, note.
    /// </summary>
    public static IAsyncEnumerable<IDictionary<string, object?>> SuppressionsAsync(DbConnection c, long? newsletter) =>
        newsletter is { } one ? RowsAsync(c, SelectSuppressions, one) : RowsAsync(c, SelectEverySuppression, 0);

    /// <summary>All columns of the evidence, with the address where it is known.</summary>
    public static IAsyncEnumerable<IDictionary<string, object?>> ConsentsAsync(DbConnection c, long newsletter) => RowsAsync(c, SelectConsents, newsletter);

    private static async IAsyncEnumerable<IDictionary<string, object?>> RowsAsync(DbConnection c, string sql, long newsletter)
    {
        await foreach (var row in c.QueryUnbufferedAsync(sql, new { newsletter })) yield return (IDictionary<string, object?>)row;
    }
}
