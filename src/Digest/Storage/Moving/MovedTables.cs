using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Storage.Moving;

/// <summary>
/// What is moved: every table of the file's schema, but for what is each database's own. Read from the schemas themselves, so
/// that a table of tomorrow is not forgotten.
/// </summary>
/// <param name="All">Each after those that it refers to.</param>
/// <param name="Strange">Tables in the file that are not Digest's: they stay.</param>
internal sealed record MovedTables(IReadOnlyList<MovedTable> All, IReadOnlyList<string> Strange)
{
    // Scripts are recorded by whoever ran them; nodes are processes; the pause and the move itself are seen to by the move.
    private static readonly HashSet<string> Own = new(["SchemaVersions", "node", "standstill", "moving", "moving_table"], StringComparer.OrdinalIgnoreCase);

    private const string SelectNames = "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name";

    private const string SelectReferences = """
        select distinct m.name as "From", lower(f."table") as "To" from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'
        """;

    private const string SelectSourceColumns = "select name from pragma_table_info(@table)";

    private const string SelectColumns = """
        select table_name as "Table", column_name as "Name", data_type as "Type", is_identity = 'YES' as is_row_number
        from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position
        """;

    /// <exception cref="Fault">The two sides are not of one schema.</exception>
    public static async Task<MovedTables> ReadAsync(SqliteConnection source, NpgsqlConnection target)
    {
        var theirs = (await target.QueryAsync<Column>(SelectColumns)).ToLookup(c => c.Table);
        var tables = new List<MovedTable>();
        var strange = new List<string>();
        foreach (var name in await source.QueryAsync<string>(SelectNames))
        {
            if (Own.Contains(name)) continue;
            if (!theirs.Contains(name)) strange.Add(name);
            else tables.Add(await MatchAsync(source, name, theirs[name]));
        }
        var references = (await source.QueryAsync<Reference>(SelectReferences)).ToLookup(r => r.From, r => r.To);
        return new MovedTables(Ordered(tables, references), strange);
    }

    private static async Task<MovedTable> MatchAsync(SqliteConnection source, string name, IEnumerable<Column> theirs)
    {
        var table = new MovedTable(name, [.. theirs.Select(c => new MovedColumn(c.Name, KindOf(name, c), c.IsRowNumber))]);
        var ours = await source.QueryAsync<string>(SelectSourceColumns, new { table = name });
        if (!ours.ToHashSet().SetEquals(table.Columns.Select(c => c.Name)))
            throw new Fault($"The table {name} has other columns in the new database than in the old one. Give an empty database.");
        return table;
    }

    private static CellKind KindOf(string table, Column column) => column.Type switch
    {
        "bigint" => CellKind.BigInt,
        "integer" => CellKind.Integer,
        "boolean" => CellKind.Boolean,
        "double precision" => CellKind.Double,
        "text" => CellKind.Text,
        "bytea" => CellKind.Bytes,
        _ => throw new InvalidOperationException($"Nobody taught the move to carry {table}.{column.Name}, which is {column.Type}."),
    };

    private static List<MovedTable> Ordered(List<MovedTable> tables, ILookup<string, string> references)
    {
        var ordered = new List<MovedTable>();
        while (ordered.Count < tables.Count)
        {
            var placed = ordered.Select(t => t.Name).ToHashSet();
            var next = tables.Where(t => !placed.Contains(t.Name) && references[t.Name].All(r => r == t.Name || placed.Contains(r))).ToList();
            if (next.Count == 0) throw new InvalidOperationException("Tables refer to each other in a circle.");
            ordered.AddRange(next);
        }
        return ordered;
    }

    private sealed record Reference
    {
        public required string From { get; init; }
        public required string To { get; init; }
    }

    private sealed record Column
    {
        public required string Table { get; init; }
        public required string Name { get; init; }
        public required string Type { get; init; }
        public required bool IsRowNumber { get; init; }
    }
}
