using System.Data.Common;
using System.Globalization;
using System.Text;
using Digest.Storage;
using Microsoft.Data.Sqlite;

namespace Digest.Tests;

/// <summary>Everything that a database holds, as text: a table a key, a row a line, blobs in hexadecimal.</summary>
internal static class DatabaseDump
{
    // Raised by every commit, whatever it did.
    private const string Mark = "high_water";

    /// <summary>Of SQLite's file in a data folder.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(string dataFolder)
    {
        await using var c = new SqliteConnection($"Data Source={Path.Combine(dataFolder, "digest.db")};Mode=ReadOnly;Pooling=False");
        await c.OpenAsync();
        return await ReadAsync(c, "select name from sqlite_master where type = 'table' order by name");
    }

    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(Database database)
    {
        if (!database.IsShared) return await ReadAsync(Path.GetDirectoryName(database.FilePath)!);
        await using var c = await database.OpenAsync();
        return await ReadAsync(c, "select tablename from pg_tables where schemaname = 'public' order by tablename");
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(DbConnection c, string selectTables)
    {
        var tables = new List<string>();
        await foreach (var name in RowsAsync(c, selectTables))
            if (name != Mark) tables.Add(name);
        var dump = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var rows = new List<string>();
            await foreach (var row in RowsAsync(c, $"select * from \"{table}\"")) rows.Add(row);
            // PostgreSQL moves a row that it changes.
            dump[table] = string.Join('\n', rows.Order(StringComparer.Ordinal));
        }
        return dump;
    }

    /// <summary>Names of the files of a folder in whose raw bytes a text stands, whatever its case.</summary>
    public static IEnumerable<string> FilesWith(string folder, string text) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Bytes(file).Contains(text, StringComparison.OrdinalIgnoreCase));

    // Others may have it open.
    private static string Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Encoding.Latin1.GetString(copy.ToArray());
    }

    private static async IAsyncEnumerable<string> RowsAsync(DbConnection c, string sql)
    {
        await using var command = c.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            yield return string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i))));
    }

    private static string Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
