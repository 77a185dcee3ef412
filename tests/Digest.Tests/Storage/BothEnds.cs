using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Tests.Storage;

/// <summary>What each table holds at an end of a move, by other ways than the move has: how many rows, and a hash of them as sorted lines.</summary>
internal static class BothEnds
{
    private static readonly HashSet<string> Own = ["SchemaVersions", "schemaversions", "node", "standstill", "moving", "moving_table"];

    public static async Task<SortedDictionary<string, string>> OldAsync(string dataFolder)
    {
        await using var c = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "digest.db")};Mode=ReadOnly;Pooling=False");
        await c.OpenAsync();
        return await ReadAsync(c, "select name from sqlite_master where type = 'table' and name not like 'sqlite%'",
            "select name, lower(type) as type from pragma_table_info(@table) order by name",
            column => column.Type switch
            {
                "text" or "bytea" => $"iif(\"{column.Name}\" is null, null, hex(\"{column.Name}\"))",
                "double precision" => $"\"{column.Name}\"",
                _ => $"cast(\"{column.Name}\" as integer)",
            });
    }

    public static async Task<SortedDictionary<string, string>> NewAsync(string connection)
    {
        await using var c = new NpgsqlConnection(connection);
        await c.OpenAsync();
        return await ReadAsync(c, "select table_name from information_schema.tables where table_schema = 'public'",
            "select column_name as name, data_type as type from information_schema.columns where table_name = @table and table_schema = 'public' order by column_name collate \"C\"",
            column => column.Type switch
            {
                "text" => $"upper(encode(convert_to(\"{column.Name}\", 'UTF8'), 'hex'))",
                "bytea" => $"upper(encode(\"{column.Name}\", 'hex'))",
                "boolean" => $"cast(\"{column.Name}\" as integer)",
                _ => $"\"{column.Name}\"",
            });
    }

    private static async Task<SortedDictionary<string, string>> ReadAsync(DbConnection c, string tables, string columns, Func<Column, string> shown)
    {
        var ends = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in await c.QueryAsync<string>(tables))
        {
            if (Own.Contains(table) || table.StartsWith("qrtz_", StringComparison.Ordinal)) continue;
            var all = (await c.QueryAsync<Column>(columns, new { table })).ToList();
            var lines = new List<string>();
            await using var row = await c.ExecuteReaderAsync($"select {string.Join(", ", all.Select(x => $"{shown(x)} as \"{x.Name}\""))} from \"{table}\"");
            while (await row.ReadAsync()) lines.Add(string.Join('|', all.Select((x, i) => row.IsDBNull(i) ? "-" : Text(x.Type, row.GetValue(i)))));
            lines.Sort(StringComparer.Ordinal);
            ends[table] = $"{lines.Count} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))}";
        }
        return ends;
    }

    private static string Text(string type, object value) => type == "text"
        ? Encoding.UTF8.GetString(Convert.FromHexString((string)value)).Replace('\0', '\uFFFD')
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private sealed record Column
    {
        public required string Name { get; init; }
        public required string Type { get; init; }
    }
}
