using System.Data.Common;
using Dapper;
using Digest.Storage;
using Digest.Tests.Delivering;
using Digest.World;

namespace Digest.Tests.Storage;

/// <summary>An installation that stands still while its nodes run, as when the database is put back under them.</summary>
[OnBothDatabases(WithoutSqlite = true)]
internal sealed class StandingStillTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private const string Terminate = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    [Test]
    public async Task A_worker_stops_when_it_begins_and_goes_on_after_it_whatever_the_database_did_meanwhile()
    {
        await using var database = await TestDatabase.OpenAsync();
        using var folder = new TempFolder();
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        await using var works = await Works.StartAsync(folder.File("data"), relay, more: [.. database.Settings.Select(s => (s.Key["Digest:".Length..], s.Value!))]);
        await Await.Until(() => IsAtWorkAsync(works), Long, "the worker to begin");

        await works.ExecuteAsync("insert into standstill (id, since_at, reason) values (1, 0, 'it was put back')");
        await Await.Until(async () => !await IsAtWorkAsync(works), Long, "the worker to stand still");
        await using (var own = await works.Get<Database>().OpenAsync())
        {
            async Task<bool> BreaksAsync()
            {
                await own.ExecuteAsync(Terminate);
                return works.Log.Lines.Any(l => l.Contains("The start can't go on", StringComparison.Ordinal));
            }
            await Await.Until(BreaksAsync, Long, "its line to break");
        }
        Npgsql.NpgsqlConnection.ClearAllPools(); // those of the test broke, too
        Assert.That(await IsAtWorkAsync(works), Is.False);

        await Await.Until(() => TryAsync(works, "delete from standstill"), Long, "the standstill to end");
        await Await.Until(() => IsAtWorkAsync(works), Long, "the worker to go on");
        await Await.Until(() => DoesAsync(works), Long, "it to do what is asked");
    }

    private static async Task<bool> DoesAsync(Works works)
    {
        try
        {
            return (await works.SendAsync()).State == "done";
        }
        catch (DbException)
        {
            return false; // one more of its lines had broken
        }
    }

    private static async Task<bool> IsAtWorkAsync(Works works)
    {
        try
        {
            return await works.QueryAsync("select count(*) from node where works") == 1;
        }
        catch (DbException)
        {
            return false; // the line broke
        }
    }

    private static async Task<bool> TryAsync(Works works, string sql)
    {
        try
        {
            await works.ExecuteAsync(sql);
            return true;
        }
        catch (DbException)
        {
            return false; // its line broke, too
        }
    }
}
