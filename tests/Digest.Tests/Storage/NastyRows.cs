using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Storage;

/// <summary>Rows in every table of a SQLite file's schema, whatever tables there are: the ends of each type, nothing, and texts that hurt.</summary>
internal static class NastyRows
{
    public const int Count = 5;

    private static readonly HashSet<string> Left = ["SchemaVersions", "node", "standstill", "moving", "moving_table", "high_water"];

    // In SQL: a program would not let some of them through.
    private static readonly string[] Texts =
    [
        "''", "'it''s \"so\" \\ ,;' || char(9, 10, 13) || '\\N\\.'", "'a' || char(0) || 'b' || char(0)", "'lone ' || cast(x'eda080' as text) || cast(x'fffe' as text)",
        "'Ünïcödé ' || char(128512) || ' ' || char(8238)",
    ];

    private static readonly long[] Numbers = [long.MinValue, long.MaxValue, 0, -1, (1L << 53) + 1];
    private static readonly int[] Integers = [int.MinValue, int.MaxValue, 0, -1, 1];
    private static readonly double[] Doubles = [0.1, -1e308, 5e-324, 3, double.PositiveInfinity];

    public static async Task FillAsync(SqliteConnection c)
    {
        var names = (await c.QueryAsync<string>("select name from sqlite_master where type = 'table' and name not like 'sqlite%'")).Where(n => !Left.Contains(n)).ToList();
        for (var done = new HashSet<string>(); done.Count < names.Count;)
        {
            foreach (var name in names.Where(n => !done.Contains(n)).ToList())
            {
                var references = (await c.QueryAsync<Reference>($"select \"from\" as \"From\", \"table\" as \"Table\", \"to\" as \"To\" from pragma_foreign_key_list('{name}')")).ToDictionary(r => r.From);
                if (!references.Values.All(r => r.Table == name || done.Contains(r.Table))) continue;
                var columns = (await c.QueryAsync<Column>("select name, lower(type) as type, \"notnull\" as \"Required\", pk from pragma_table_info(@name)", new { name })).ToList();
                for (var i = 0; i < Count; i++) await InsertAsync(c, name, columns, references, i);
                done.Add(name);
            }
        }
    }

    private static Task<int> InsertAsync(DbConnection c, string table, List<Column> columns, Dictionary<string, Reference> references, int i) => c.ExecuteAsync(
        $"insert into {table} ({string.Join(", ", columns.Select(x => $"\"{x.Name}\""))}) values ({string.Join(", ", columns.Select(x => table == "batch" && x.Type == "integer" ? $"{i}" : Value(x, references, i)))})"); // counts of a batch are summed by an index

    private static string Value(Column column, Dictionary<string, Reference> references, int i)
    {
        if (references.TryGetValue(column.Name, out var to)) return $"(select \"{to.To}\" from {to.Table} order by 1 limit 1 offset {i})";
        if (column is { Name: "id" or "number", Pk: > 0 }) return $"{(i + 1) * 1000}";
        if (column is { Required: false, Pk: 0 } && i == 2) return "null";
        return column.Type switch
        {
            "text" => $"{Texts[i]} || {(column.Required ? i.ToString(CultureInfo.InvariantCulture) : "''")}",
            "bytea" => i == 0 ? "x''" : $"x'00ff{i:x2}5c00'",
            "bigint" => column.Name == "node" ? $"{i + 40}" : Literal(Numbers[i]),
            "integer" => Literal(Integers[i]),
            "boolean" => $"{i % 2}",
            "double precision" => double.IsInfinity(Doubles[i]) ? "9e999" : Doubles[i].ToString("R", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"What stands in {column.Name}, which is {column.Type}?"),
        };
    }

    // SQLite reads the least number as a negated one that is too large.
    private static string Literal(long number) => number == long.MinValue ? "-9223372036854775807 - 1" : number.ToString(CultureInfo.InvariantCulture);

    private sealed record Reference
    {
        public required string From { get; init; }
        public required string Table { get; init; }
        public required string To { get; init; }
    }

    private sealed record Column
    {
        public required string Name { get; init; }
        public required string Type { get; init; }
        public required bool Required { get; init; }
        public required int Pk { get; init; }
    }
}
