using Dapper;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Delivering;

/// <summary>The real rooms of a worker on a real SQLite file, with a clock of their own; nothing runs by itself.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private Workshop(TestDatabase database, Dictionary<string, string?> settings)
    {
        this.database = database;
        foreach (var (key, value) in database.Settings) settings[key] = value;
        settings["Digest:DataDirectory"] = folder.File("data");
        settings["Digest:Newsletters:0:Slug"] = "oxide";
        settings["Digest:Newsletters:0:Name"] = "The Daily Oxide";
        settings["Digest:Newsletters:0:FromAddress"] = "news@oxide.example";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IHostApplicationLifetime>(Lifetime);
        collection.AddRooms(configuration, Settings.Read(configuration), new WorkerSettings(null, Schedules: false));
        collection.AddSingleton<TimeProvider>(Clock);
        services = collection.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));

    public TestLifetime Lifetime { get; } = new();

    public Writer Writer => Get<Writer>();

    public static async Task<Workshop> OpenAsync(params (string Key, string Value)[] settings)
    {
        var workshop = new Workshop(await TestDatabase.OpenAsync(), settings.ToDictionary(s => $"Digest:{s.Key}", s => (string?)s.Value));
        await workshop.Get<Installation>().PrepareAsync(null);
        return workshop;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public Task<Newsletter> NewsletterAsync() => Get<NewsletterStore>().GetAsync("oxide");

    /// <summary>Active readers r1@…, r2@….</summary>
    public async Task<IReadOnlyList<Subscription>> ReadersAsync(int count)
    {
        var newsletter = await NewsletterAsync();
        return await Writer.WriteAsync(async (c, t) =>
        {
            var rows = new List<Subscription>();
            for (var i = 1; i <= count; i++)
            {
                var address = MailAddress.Parse($"r{i}@readers.example")!;
                rows.Add((await Get<SubscriptionStore>().GetOrAddAsync(c, t, newsletter.Id, address, "", new Standing(SubscriptionStatus.Active))).Row);
            }
            return rows;
        });
    }

    /// <summary>An edition of today with one story, released and planned for whoever reads now.</summary>
    public async Task<Edition> ReleasedAsync(EditionState state = EditionState.Released, bool scheduled = false)
    {
        var newsletter = await NewsletterAsync();
        var now = Clock.GetUtcNow();
        var edition = await Writer.WriteAsync(async (c, t) =>
        {
            var n = await EditionStore.NextNumberAsync(c, t, newsletter.Id, Cadence.Daily, DateOnly.FromDateTime(now.Date));
            var made = await EditionStore.AddAsync(c, t, new NewEdition(
                newsletter.Id, Cadence.Daily, DateOnly.FromDateTime(now.Date), n, scheduled, EditionState.Draft, "Acid is scarce", now, now));
            await EditionStore.AddStoryAsync(c, t, made!.Id, 0, TestSite.Story());
            await Get<EditionStore>().MoveAsync(c, t, made.Id, EditionState.Draft, EditionState.Releasing);
            return made;
        });
        edition = (await Get<EditionStore>().FindAsync(edition.Id))!;
        await Get<VariantMaker>().FreezeAsync(newsletter, edition, 200, default);
        await Get<Planner>().PlanAsync(edition, scheduled ? DueTimes.Of(newsletter, edition) : null, default);
        if (state != EditionState.Releasing)
            await Writer.WriteAsync((c, t) => Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Released));
        return edition;
    }

    public async Task<BatchRun> BeginAsync(long batch) => (await Writer.WriteAsync((c, t) => Get<Batches>().BeginAsync(c, t, batch)))!;

    public async Task<List<Delivery>> OpenAsync(long batch)
    {
        var open = new List<Delivery>();
        await foreach (var delivery in Get<OpenDeliveries>().OfAsync(batch, default)) open.Add(delivery);
        return open;
    }

    public async Task<long> CountAsync(string sql, object? parameters = null)
    {
        await using var c = await Get<Database>().OpenAsync();
        return await c.ExecuteScalarAsync<long>(sql, parameters);
    }

    public Task ExecuteAsync(string sql, object? parameters = null) => Writer.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t));

    /// <summary>The counters on the batches equal what the deliveries say, state by state.</summary>
    public async Task AssertCountersAsync()
    {
        await using var c = await Get<Database>().OpenAsync();
        foreach (var state in Enum.GetValues<DeliveryState>().Select(s => s.Text()))
        {
            var wrong = await c.ExecuteScalarAsync<long>(
                $"select count(*) from batch b where b.{state} <> (select count(*) from delivery d where d.batch = b.id and d.state = '{state}')");
            Assert.That(wrong, Is.Zero, $"batches whose counter of {state} is wrong");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Lifetime.Dispose();
        folder.Dispose();
    }
}

/// <summary>A process that can be told to stop.</summary>
internal sealed class TestLifetime : IHostApplicationLifetime, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}
