using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Storage;

[OnBothDatabases]
internal sealed class WriterTests
{
    private StorageWorld world = null!;

    [SetUp]
    public async Task Start()
    {
        world = new StorageWorld();
        await world.ExecuteAsync($"create table step (id {world.Database.Dialect.RowNumber}, n integer not null unique)");
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private Task<int> AddAsync(int n, Func<Task>? then = null) => world.Writer.WriteAsync(async (c, t) =>
    {
        await c.ExecuteAsync("insert into step (n) values (@n)", new { n }, t);
        if (then is not null) await then();
        return n;
    });

    private Task<IReadOnlyList<int>> StepsAsync() => world.QueryAsync<int>("select n from step order by id");

    [Test]
    public async Task Steps_run_in_the_order_of_their_arrival_and_return_what_they_found()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => AddAsync(n)));

        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 500)));
        Assert.That(await StepsAsync(), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public async Task Steps_that_wait_together_are_committed_together_and_their_callers_resume_after_it()
    {
        var first = new TaskCompletionSource();
        var blocked = AddAsync(0, () => first.Task);
        var others = Enumerable.Range(1, 20).Select(n => AddAsync(n, () => Task.CompletedTask)).ToList();
        var seen = await StepsAsync();
        first.SetResult();
        await blocked;

        Assert.That(seen, Is.Empty);
        Assert.That(await StepsAsync(), Does.Contain(0), "what a caller was told is committed");
        await Task.WhenAll(others);
        Assert.That(await StepsAsync(), Has.Count.EqualTo(21));
    }

    [Test]
    public async Task A_step_that_throws_is_undone_alone()
    {
        var gate = new TaskCompletionSource();
        var tasks = new List<Task<int>> { AddAsync(0, () => gate.Task) };
        tasks.AddRange(Enumerable.Range(1, 30).Select(n => AddAsync(n % 10 == 0 ? n : n + 100, n % 3 == 0 ? () => throw new InvalidOperationException($"step {n}") : null)));
        gate.SetResult();
        var outcomes = await Task.WhenAll(tasks.Select(async t => (Exception?)await t.ContinueWith(d => d.Exception?.InnerException, TaskScheduler.Default)));

        Assert.That(outcomes.OfType<InvalidOperationException>().Select(e => e.Message), Is.EqualTo(Enumerable.Range(1, 10).Select(i => $"step {i * 3}")));
        Assert.That(await StepsAsync(), Has.Count.EqualTo(21));
    }

    [Test]
    public async Task A_constraint_that_a_step_breaks_is_its_own_fault()
    {
        await AddAsync(1);
        var twice = Assert.ThatAsync(() => AddAsync(1), Throws.InstanceOf<DbException>());
        var other = AddAsync(2);
        await Task.WhenAll(twice, other);

        Assert.That(await StepsAsync(), Is.EqualTo([1, 2]));
    }

    [Test]
    public async Task T54_A_step_that_takes_the_whole_transaction_down_fails_its_group_and_the_next_one_works()
    {
        await Assert.ThatAsync(() => world.ExecuteAsync("rollback"), Throws.Exception);
        await AddAsync(7);

        Assert.That(await StepsAsync(), Is.EqualTo([7]));
    }

    [Test, OfSqlite]
    public async Task T54_A_full_disk_fails_the_step_and_space_lets_the_next_one_in()
    {
        var pages = (await world.QueryAsync<long>("pragma page_count"))[0];
        await world.Writer.WriteAsync((c, t) => c.ExecuteAsync($"pragma max_page_count = {pages}", transaction: t));
        await Assert.ThatAsync(
            () => world.ExecuteAsync("insert into event (at, kind, newsletter, data) values (0, 'x', 0, zeroblob(9000000))"),
            Throws.TypeOf<SqliteException>().With.Property("SqliteErrorCode").EqualTo(13));
        await AddAsync(3);

        Assert.That(await StepsAsync(), Is.EqualTo([3]));
        Assert.That(await world.QueryAsync<long>("select id from event"), Is.Empty);
    }

    [Test]
    public async Task What_waits_when_the_writer_is_disposed_is_still_written()
    {
        var waiting = Enumerable.Range(0, 100).Select(n => AddAsync(n)).ToList();
        await world.Writer.DisposeAsync();

        Assert.That((await Task.WhenAll(waiting)).Length, Is.EqualTo(100));
        Assert.That(await StepsAsync(), Has.Count.EqualTo(100));
    }

    [Test, OfSqlite]
    public async Task A_foreign_key_is_kept_and_every_commit_is_synced()
    {
        await using var c = await world.Database.OpenAsync();

        Assert.That(await c.ExecuteScalarAsync<long>("pragma synchronous"), Is.EqualTo(2));
        Assert.That(await c.ExecuteScalarAsync<string>("pragma journal_mode"), Is.EqualTo("wal"));
        await Assert.ThatAsync(
            () => world.ExecuteAsync("insert into newsletter_setting (newsletter, name, value) values (99, 'a', 'b')"), Throws.TypeOf<SqliteException>());
    }
}
