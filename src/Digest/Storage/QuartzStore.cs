using Microsoft.Data.Sqlite;
using Quartz;

namespace Digest.Storage;

/// <summary>
/// Starts the scheduler. Its tables live in <c>quartz.db</c>, a file of their own that may be lost: triggers are made
/// again from our rows at each start. On PostgreSQL they share the database, and the schedulers of all nodes are one
/// cluster. A worker without schedules keeps them in memory.
/// </summary>
internal sealed partial class QuartzStore(
    ISchedulerFactory factory, WorkerSettings settings, StorageOptions options, Database database, Migrator migrator, ILogger<QuartzStore> log)
{
    public static string FileOf(StorageOptions options) => options.FileIn("quartz.db");

    public async Task<IScheduler> StartAsync(CancellationToken ct)
    {
        if (settings.Schedules && !database.IsShared) PrepareFile();
        // Its tables are made by the first scheduler; two at once would be in each other's way.
        await using var turn = settings.Schedules && database.IsShared ? await migrator.TurnAsync(ct) : null;
        ct.ThrowIfCancellationRequested();
        // Whole: nobody could stop half of one.
        var scheduler = await factory.GetScheduler(CancellationToken.None);
        await scheduler.Start(CancellationToken.None);
        return scheduler;
    }

    // In write-ahead mode, set before Quartz opens it, storing a job costs a fiftieth. A broken file is put aside: it
    // holds nothing that our rows do not say.
    private void PrepareFile()
    {
        var harm = Harm();
        if (harm is null) return;
        Broken(harm);
        SqliteConnection.ClearAllPools();
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(FileOf(options) + suffix);
        if (Harm() is { } still) throw new Fault($"{FileOf(options)} can't be used: {still}");
    }

    /// <summary>Sets the mode and looks through the file; what is wrong with it, or null.</summary>
    private string? Harm()
    {
        try
        {
            using var connection = new SqliteConnection(Database.FileSettings(FileOf(options)));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal";
            command.ExecuteNonQuery();
            DataFolder.Protect(FileOf(options));
            command.CommandText = "pragma quick_check(1)";
            return command.ExecuteScalar() as string is var said && said == "ok" ? null : said ?? "it can't be read";
        }
        catch (SqliteException fault)
        {
            return fault.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "quartz.db is broken ({Harm}) and is made anew; nothing is lost")]
    private partial void Broken(string harm);
}
