namespace Digest.Storage.Moving;

/// <summary>A table as both databases have it.</summary>
internal sealed record MovedTable(string Name, IReadOnlyList<MovedColumn> Columns)
{
    /// <summary>Its columns' names as both databases read them in a statement.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(c => $"\"{c.Name}\""));
}

/// <param name="Name">The same on both sides.</param>
/// <param name="Kind">How its values stand.</param>
/// <param name="IsRowNumber">Whether the server hands its values out.</param>
internal sealed record MovedColumn(string Name, CellKind Kind, bool IsRowNumber);

/// <summary>The kinds of values that our tables hold, as the server knows them.</summary>
internal enum CellKind
{
    BigInt,
    Integer,
    Boolean,
    Double,
    Text,
    Bytes,
}
