using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Text;
using System.Text.Unicode;
using Npgsql;
using NpgsqlTypes;

namespace Digest.Storage.Moving;

/// <summary>
/// One value in the form that is the same for both databases. Text is UTF-8 without what the server can't hold: a NUL, or bytes
/// that are no character, is U+FFFD.
/// </summary>
/// <param name="Kind">How it stands in its column.</param>
/// <param name="Number">Whole numbers; 0 and 1; the bits of a double.</param>
/// <param name="Bytes">Text and bytes; null: it is a number, or absent.</param>
/// <param name="IsNull">Whether there is none.</param>
internal readonly record struct Cell(CellKind Kind, long Number, byte[]? Bytes, bool IsNull)
{
    public static Cell Read(DbDataReader row, int ordinal, CellKind kind)
    {
        if (row.IsDBNull(ordinal)) return new Cell(kind, 0, null, true);
        return kind switch
        {
            CellKind.BigInt or CellKind.Integer => new Cell(kind, row.GetInt64(ordinal), null, false),
            CellKind.Boolean => new Cell(kind, row.GetBoolean(ordinal) ? 1 : 0, null, false),
            CellKind.Double => new Cell(kind, BitConverter.DoubleToInt64Bits(row.GetDouble(ordinal)), null, false),
            CellKind.Text => new Cell(kind, 0, Clean(row.GetFieldValue<byte[]>(ordinal)), false),
            _ => new Cell(kind, 0, row.GetFieldValue<byte[]>(ordinal), false),
        };
    }

    /// <summary>Rough, for how much is on its way at once.</summary>
    public int Size => 8 + (Bytes?.Length ?? 0);

    public async Task WriteAsync(NpgsqlBinaryImporter to, CancellationToken ct)
    {
        if (IsNull) await to.WriteNullAsync(ct);
        else if (Bytes is not null) await to.WriteAsync(Bytes, Kind == CellKind.Text ? NpgsqlDbType.Text : NpgsqlDbType.Bytea, ct);
        else if (Kind == CellKind.BigInt) await to.WriteAsync(Number, NpgsqlDbType.Bigint, ct);
        else if (Kind == CellKind.Integer) await to.WriteAsync(checked((int)Number), NpgsqlDbType.Integer, ct);
        else if (Kind == CellKind.Boolean) await to.WriteAsync(Number == 1, NpgsqlDbType.Boolean, ct);
        else await to.WriteAsync(BitConverter.Int64BitsToDouble(Number), NpgsqlDbType.Double, ct);
    }

    /// <summary>Its length and its bytes, or that it is absent: two rows have the same bytes only when all their cells are the same.</summary>
    public void AppendTo(ArrayBufferWriter<byte> canonical)
    {
        canonical.Write([(byte)(IsNull ? 'n' : Bytes is null ? '#' : Kind == CellKind.Text ? 't' : 'b')]);
        if (IsNull) return;
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, Bytes?.Length ?? Number);
        canonical.Write(number);
        if (Bytes is not null) canonical.Write(Bytes);
    }

    private static byte[] Clean(byte[] text) => !text.Contains((byte)0) && Utf8.IsValid(text)
        ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace('\0', '\uFFFD'));
}
