using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;

namespace Digest.Storage.Moving;

/// <summary>
/// What a table holds, in 32 bytes and a count: the sum of its rows' SHA-256. A row that is missing, doubled or changed changes
/// it; their order does not, in which databases of other languages would differ, and for which a server would have to sort them all.
/// </summary>
internal sealed class TableHash(MovedTable table)
{
    private readonly ArrayBufferWriter<byte> canonical = new();
    private UInt128 high;
    private UInt128 low;

    public long Rows { get; private set; }

    /// <summary>In hexadecimal.</summary>
    public string Sum => $"{high:x32}{low:x32}";

    /// <summary>Takes in all rows that a statement yields, whose columns are those of the table.</summary>
    public static async Task<TableHash> OfAsync(DbConnection c, DbTransaction? t, MovedTable table, Action<int> passed, CancellationToken ct)
    {
        var hash = new TableHash(table);
        await using var command = c.CreateCommand();
        command.CommandText = $"select {table.ColumnList} from \"{table.Name}\"";
        command.CommandTimeout = 0;
        command.Transaction = t;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            hash.Add(rows);
            passed(1);
        }
        return hash;
    }

    private void Add(DbDataReader row)
    {
        canonical.ResetWrittenCount();
        for (var i = 0; i < table.Columns.Count; i++) Cell.Read(row, i, table.Columns[i].Kind).AppendTo(canonical);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.WrittenSpan, hash);
        unchecked
        {
            high += BinaryPrimitives.ReadUInt128BigEndian(hash);
            low += BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
        }
        Rows++;
    }
}
