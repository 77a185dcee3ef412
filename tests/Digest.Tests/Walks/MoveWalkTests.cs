using System.Net.Http.Json;
using Dapper;
using Digest.Tests.Storage;
using Digest.World;
using Npgsql;

namespace Digest.Tests.Walks;

/// <summary>From SQLite to PostgreSQL as an operator does it, with the program in processes of its own.</summary>
[Parallelizable]
internal sealed class MoveWalkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    // The new end waits with a chunk that has arrived and is not committed, until the test lets go: there the move is killed.
    private const string Watch = """
        create table kill_at (name text, after_row bigint);
        create function wait_to_be_killed() returns trigger as $$ begin
            if exists (select 1 from kill_at k where k.name = new.name and new.after_row > k.after_row) then perform pg_advisory_xact_lock(42); end if;
            return new;
        end $$ language plpgsql;
        create trigger wait_to_be_killed before update on moving_table for each row execute function wait_to_be_killed();
        """;

    private const string CountWaiting = "select count(*) from pg_locks where locktype = 'advisory' and objid = 42 and not granted";

    [TestCase(3000)]
    [TestCase(100_000, Category = "Full")]
    public async Task Killed_three_times_it_arrives_whole_and_then_everybody_gets_the_next_edition_once_and_old_links_leave(int readers)
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.ImportAsync(readers);
        await SendAsync(room, $"{readers} sent");
        var link = room.Relay.Mails[0].Read().Headers["List-Unsubscribe"]!.Trim('<', '>', ' ');
        var leaver = room.Relay.Mails[0].To.Single();
        await using var target = await (await PostgresServer.SharedAsync()).CreateAsync();

        await KillThriceAsync(room, target.ConnectionString, readers);
        var moved = await room.DoAsync("move", "--to", target.ConnectionString);
        TestContext.Out.WriteLine(moved.Out);
        Assert.That(await BothEnds.NewAsync(target.ConnectionString), Is.EquivalentTo(await BothEnds.OldAsync(room.DataFolder)));
        await AssertRefusedAsync(room, "was moved to", "send", Newsroom.Slug);

        Use(room, target.ConnectionString);
        await SendAsync(room, "Nothing new"); // nobody gets the old edition again
        await LeaveAsync(room, link);
        room.Publish(3);
        await SendAsync(room, $"{readers - 1} sent");
        var later = Promise.Check(room.Relay.Mails.Skip(readers), [.. Promise.Readers(readers).Where(r => r != leaver)]);
        Assert.That(later.Broken(mostCopies: 0), Is.Empty);
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(2 * readers - 1));
    }

    [Test]
    public async Task Processes_that_were_left_running_at_the_old_end_write_nothing_more_and_do_not_become_its_worker()
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(1);
        var options = new Digest.Storage.StorageOptions { DataDirectory = room.DataFolder };
        using var working = Digest.Storage.WorkerLock.TryTake(options);
        await using var server = await room.ServeAsync();
        await server.WaitForLineAsync("waits for its end", Long);
        await using var web = DigestProcess.Start(room.Plan("serve", "--role", "web", "--urls", $"http://127.0.0.1:{FreePort.Find()}"));
        var page = (await web.WaitForLineAsync(@"Open +(\S+)", Long)).Groups[1].Value;
        Assert.That(await SignUpAsync(page), Is.EqualTo(202));

        new Digest.Storage.Moving.MovedTo(options).Begin("digest on db.example.org");
        Assert.That(await SignUpAsync(page), Is.EqualTo(503), "nothing is stored that nobody would hear of");
        Assert.That(await server.WaitForExitAsync(Long), Is.EqualTo(1));
        Assert.That(server.Err, Does.Contain("is being moved to digest on db.example.org").And.Not.Contains("   at "));
    }

    private static async Task<int> SignUpAsync(string page)
    {
        using var browser = new HttpClient();
        using var answer = await browser.PostAsJsonAsync($"{page}subscribe", new { email = "late@readers.example" });
        return (int)answer.StatusCode;
    }

    private static async Task KillThriceAsync(Newsroom room, string target, int readers)
    {
        await using var c = new NpgsqlConnection(target);
        await c.OpenAsync();
        await MakeSchemaAsync(target);
        await c.ExecuteAsync(Watch);
        foreach (var (table, after) in ((string, int)[])[("subscriber", 0), ("subscription", readers / 2), ("delivery", readers * 2 / 3)])
        {
            await c.ExecuteAsync("delete from kill_at; insert into kill_at values (@table, @after); select pg_advisory_lock(42)", new { table, after });
            await using (var move = DigestProcess.Start(room.Plan("move", "--to", target)))
            {
                await Await.Until(async () => move.HasExited || await c.ExecuteScalarAsync<long>(CountWaiting) > 0, Long, $"the move to come to {table}");
                Assert.That(move.HasExited, Is.False, move.Err);
                if (table == "subscription") await AssertRefusedWhileItRunsAsync(room);
                await move.KillAsync();
            }
            await c.ExecuteAsync("select pg_advisory_unlock(42)");
        }
        await AssertOldEndRefusesAsync(room, "is being moved to");
        await AssertNewEndRefusesAsync(room, target);
        await c.ExecuteAsync("drop trigger wait_to_be_killed on moving_table; drop table kill_at");
    }

    private static async Task MakeSchemaAsync(string target)
    {
        var options = new Digest.Storage.StorageOptions { Database = new() { Provider = Digest.Storage.DatabaseProvider.PostgreSql, ConnectionString = target } };
        await using var database = new Digest.Storage.Database(options);
        new Digest.Storage.Migrator(database, options, TimeProvider.System).Migrate();
    }

    private static async Task AssertRefusedWhileItRunsAsync(Newsroom room)
    {
        var second = await room.RunAsync("move", "--to", "Host=127.0.0.1;Database=other;Password=hush-hush");
        Assert.That(second.ExitCode, Is.EqualTo(1), second.Err);
        Assert.That(second.Err, Does.Contain("worker.lock").And.Not.Contains("hush"));
    }

    private static async Task AssertOldEndRefusesAsync(Newsroom room, string why)
    {
        foreach (var command in (string[][])[["send", Newsroom.Slug], ["subscribers", "list", Newsroom.Slug], ["serve", "--role", "web"]])
            await AssertRefusedAsync(room, why, command);
    }

    private static async Task AssertNewEndRefusesAsync(Newsroom room, string target)
    {
        Use(room, target);
        foreach (var command in (string[][])[["send", Newsroom.Slug], ["serve"], ["resume"]])
            await AssertRefusedAsync(room, "is unfinished. Run digest move again", command);
        foreach (var key in (string[])["Provider", "ConnectionString"]) room.Settings.Remove($"Digest__Database__{key}");
    }

    private static async Task AssertRefusedAsync(Newsroom room, string why, params string[] command)
    {
        var refused = await room.RunAsync(command);
        Assert.That((refused.ExitCode, refused.Err.Split('\n').Length), Is.EqualTo((1, 1)), refused.Err);
        Assert.That(refused.Err, Does.Contain(why));
    }

    private static void Use(Newsroom room, string target)
    {
        room.Settings["Digest__Database__Provider"] = "PostgreSql";
        room.Settings["Digest__Database__ConnectionString"] = target;
    }

    private static async Task SendAsync(Newsroom room, string outcome)
    {
        var sent = await DigestProcess.RunAsync(room.Plan("send", Newsroom.Slug), TimeSpan.FromMinutes(20));
        Assert.That(sent.Out, Does.Contain(outcome), sent.Err);
    }

    private static async Task LeaveAsync(Newsroom room, string link)
    {
        await using var server = await room.ServeAsync();
        using var browser = new HttpClient();
        using var answer = await browser.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(await server.TerminateAsync(), Is.Zero, server.Err);
    }
}
