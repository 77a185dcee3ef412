using Digest.Storage;
using Digest.Storage.Requests;
using Digest.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Quartz;

namespace Digest.Tests.Storage;

/// <summary>What commands ask of the worker, and the store of its triggers.</summary>
[OnBothDatabases]
internal sealed class RequestTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private StorageWorld world = null!;
    private RequestStore store = null!;

    [SetUp]
    public void Start()
    {
        world = new StorageWorld();
        store = new RequestStore(world.Database, world.Writer, world.Node, world.Clock);
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private sealed class Handler(Func<Request, Task<string>> run) : IRequestHandler
    {
        public string Kind => "work";

        public List<long> Runs { get; } = [];

        public Task<string> RunAsync(Request request, CancellationToken ct)
        {
            Runs.Add(request.Id);
            return run(request);
        }
    }

    /// <summary>Runs the loop until the request is final; each look lets a second pass.</summary>
    private async Task<Request> RunAsync(Handler handler, long id)
    {
        using var stopping = new CancellationTokenSource();
        var running = new RequestLoop(store, world.Node, [handler], world.Clock, NullLogger<RequestLoop>.Instance).RunAsync(null!, stopping.Token);
        await Await.Until(
            async () =>
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await store.GetAsync(id)).State is "done" or "failed";
            }, Soon, "the request to end");
        await stopping.CancelAsync();
        await Assert.ThatAsync(() => running, Throws.InstanceOf<OperationCanceledException>());
        return await store.GetAsync(id);
    }

    [Test]
    public async Task A_request_is_done_once_and_says_what_came_of_it()
    {
        var asked = await store.AddAsync("work", "{\"a\":1}");
        var handler = new Handler(r => Task.FromResult("read " + r.Data));
        var done = await RunAsync(handler, asked.Id);
        var next = await store.AddAsync("work", "{}");
        await RunAsync(handler, next.Id);

        Assert.That((asked.State, done.State, done.Message), Is.EqualTo(("waiting", "done", "read {\"a\":1}")));
        Assert.That(handler.Runs, Is.EqualTo([asked.Id, next.Id]));
    }

    [Test]
    public async Task A_request_that_was_running_when_its_worker_died_is_taken_again_and_knows_what_it_noted()
    {
        var asked = await store.AddAsync("work", "{}");
        await store.StartAsync(asked.Id, default);
        await world.Writer.WriteAsync((c, t) => store.NoteAsync(c, t, asked.Id, "half"));
        var done = await RunAsync(new Handler(r => Task.FromResult($"went on from {r.Result}")), asked.Id);

        Assert.That((done.State, done.Message), Is.EqualTo(("done", "went on from half")));
    }

    [Test]
    public async Task A_fault_and_a_kind_nobody_knows_end_a_request_and_not_the_loop()
    {
        var faulty = await store.AddAsync("work", "{}");
        var unknown = await store.AddAsync("nonsense", "{}");
        var last = await RunAsync(new Handler(_ => throw new Fault("No such thing.")), unknown.Id);
        var first = await store.GetAsync(faulty.Id);

        Assert.That((first.State, first.Message), Is.EqualTo(("failed", "No such thing.")));
        Assert.That((last.State, last.Message), Is.EqualTo(("failed", "This version knows no request 'nonsense'.")));
    }

    [TestCase("this is no database, and it is long enough to be looked at as one .............................................................................")]
    [TestCase("SQLite format 3\0 and then nothing that makes sense")]
    [TestCase("")]
    public async Task A_broken_store_of_triggers_is_made_anew(string content)
    {
        await File.WriteAllTextAsync(QuartzStore.FileOf(world.Options), content);
        var services = new ServiceCollection().AddLogging();
        services.AddStorage(world.Options, new WorkerSettings(null, Schedules: true));
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<QuartzStore>().StartAsync(default);
        await scheduler.ScheduleJob(JobBuilder.Create<NoJob>().WithIdentity("job").Build(), TriggerBuilder.Create().StartAt(DateTimeOffset.UtcNow.AddHours(1)).Build(), default);
        var isStored = await scheduler.Exists(new JobKey("job"), default);
        await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);

        Assert.That(isStored, Is.True);
    }

    private sealed class NoJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
