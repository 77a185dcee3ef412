using System.Diagnostics;
using Dapper;
using Digest.Storage;

namespace Digest.Bench.Importing;

/// <summary>Another process's writes on the same database, as a server's when a reader leaves.</summary>
internal static class Neighbour
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>Until it is ended.</summary>
    /// <returns>How many were committed, and how long one waited at most.</returns>
    public static async Task<(int Writes, TimeSpan Longest)> WriteAsync(string data, CancellationToken end)
    {
        var (writes, longest) = (0, TimeSpan.Zero);
        await using var c = await new Database(new StorageOptions { DataDirectory = data }).OpenAsync(CancellationToken.None);
        while (!end.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await using (var t = ((Microsoft.Data.Sqlite.SqliteConnection)c).BeginTransaction(deferred: false))
            {
                await c.ExecuteAsync("insert into event (at, kind, newsletter, data) values (0, 'bench', 0, '{}')", transaction: t);
                await t.CommitAsync(CancellationToken.None);
            }
            writes++;
            if (watch.Elapsed > longest) longest = watch.Elapsed;
            await Task.Delay(Between, CancellationToken.None);
        }
        return (writes, longest);
    }

    /// <summary>Active readers afterwards.</summary>
    public static long Count(string data)
    {
        using var c = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "digest.db")};Pooling=False");
        return c.ExecuteScalar<long>("select count(*) from subscription where status = 'active'");
    }
}
