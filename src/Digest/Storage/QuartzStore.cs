using Microsoft.Data.Sqlite;
using Quartz;

namespace Digest.Storage;

/// <summary>
/// Starts the scheduler. Its tables live in <c>quartz.db</c>, a file of their own that may be lost: triggers are made
/// again from our rows at each start. A worker without schedules keeps them in memory.
/// </summary>
internal sealed partial class QuartzStore(ISchedulerFactory factory, WorkerSettings settings, StorageOptions options, ILogger<QuartzStore> log)
{
    public static string FileOf(StorageOptions options) => options.FileIn("quartz.db");

    public async Task<IScheduler> StartAsync(CancellationToken ct)
    {
        if (settings.Schedules) PrepareFile();
        var scheduler = await factory.GetScheduler(ct);
        await scheduler.Start(ct);
        return scheduler;
    }

    // In write-ahead mode, set before Quartz opens it, storing a job costs a fiftieth. A broken file is put aside: it
    // holds nothing that our rows do not say.
    private void PrepareFile()
    {
        try
        {
            SetWriteAhead();
        }
        catch (SqliteException fault)
        {
            Broken(fault);
            SqliteConnection.ClearAllPools();
            foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(FileOf(options) + suffix);
            SetWriteAhead();
        }
    }

    private void SetWriteAhead()
    {
        using var connection = new SqliteConnection(Database.ConnectionString(FileOf(options)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal; pragma quick_check";
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "quartz.db is broken and is made anew; nothing is lost")]
    private partial void Broken(Exception fault);
}
