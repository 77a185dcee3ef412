using Dapper;
using Digest.Collecting;
using Digest.Collecting.Fetching;
using Digest.Collecting.Polling;
using Digest.Collecting.Visiting;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Collecting;

/// <summary>The room with a real database, a web site on loopback, and a clock of its own; one newsletter reads <c>/feed</c>.</summary>
internal sealed class CollectingWorld : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestDatabase database = TestDatabase.Open();
    private readonly HighWater highWater;
    private readonly ServiceProvider services;

    private CollectingWorld(FeedServer site, TimeProvider? gateClock, IDns? dns, string[] allowed)
    {
        Site = site;
        Options = new CollectingOptions { AllowedPrivateHosts = [new Uri(site.Origin).Authority, .. allowed] };
        var storage = new StorageOptions { DataDirectory = folder.Path, Database = database.Options };
        Database = new Database(storage);
        new Migrator(Database, storage, Clock).Migrate();
        highWater = new HighWater(storage, Clock, NullLogger<HighWater>.Instance);
        Writer = new Writer(Database, highWater);
        var rooms = new ServiceCollection();
        rooms.AddLogging(l => l.AddProvider(Log)).AddSingleton<TimeProvider>(Clock);
        rooms.AddSingleton(storage).AddSingleton(Database).AddSingleton(Writer).AddSingleton<EventLog>().AddSingleton<OperatorEvents>();
        rooms.AddCollecting(Options, works: true);
        rooms.AddSingleton(new HostGate(Options, gateClock ?? new HastyClock(Clock)));
        if (dns is not null) rooms.AddSingleton(dns);
        services = rooms.BuildServiceProvider();
    }

    public TestLog Log { get; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
    public FeedServer Site { get; }
    public CollectingOptions Options { get; }
    public Database Database { get; }
    public Writer Writer { get; }
    public SourceStore Sources => Get<SourceStore>();
    public Collector Collector => Get<Collector>();
    public PageVisitor Visitor => Get<PageVisitor>();
    public string Url => Site.Url("/feed");

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <param name="gateClock">By which hosts are asked one after the other; null: nobody waits.</param>
    /// <param name="dns">Looks names up; null: as the machine does.</param>
    /// <param name="allowed">Further private hosts that may be asked.</param>
    public static async Task<CollectingWorld> StartAsync(TimeProvider? gateClock = null, IDns? dns = null, params string[] allowed)
    {
        var world = new CollectingWorld(await FeedServer.StartAsync(), gateClock, dns, allowed);
        await world.ReadAsync("daily", world.Url);
        return world;
    }

    /// <summary>Makes the newsletter where it is new and lets it read an address; returns its row number.</summary>
    public async Task<long> ReadAsync(string slug, string url) => await Writer.WriteAsync(async (c, t) =>
    {
        var newsletter = await new NewsletterStore(Database, Clock).AddAsync(c, t, slug) ?? (await NewsletterStore.AllAsync(c, t)).First(n => n.Slug == slug);
        await Sources.AddAsync(c, t, newsletter.Id, new SourceOptions { Url = url }, again: true);
        return newsletter.Id;
    });

    /// <summary>Puts these items at /feed, newest first, and collects it half an hour after whatever was before.</summary>
    public async Task<Collected> CollectAsync(params RssItem[] items)
    {
        Site.Set("/feed", new RssFeed { Link = Site.Origin + "/", Items = items });
        return await CollectAgainAsync();
    }

    public async Task<Collected> CollectAgainAsync()
    {
        Clock.Advance(TimeSpan.FromMinutes(30));
        return (await Collector.CollectAsync(await Sources.AllAsync(default), default)).First(r => r.Source.Url == Url);
    }

    /// <summary>A made-up item, by default an hour older with each number.</summary>
    public RssItem Item(int number) => RssItem.Made(number, Site.Origin, Clock.GetUtcNow().AddHours(-number));

    public async Task<Source> SourceAsync() => (await Sources.AllAsync(default)).First(s => s.Url == Url);

    /// <summary>How many candidates are in each state, for example <c>known 7, waiting 3</c>.</summary>
    public async Task<string> CandidatesAsync(string newsletter = "daily") => string.Join(", ", (await QueryAsync<(string State, long Count)>("""
        select c.state, count(*) from candidate c join newsletter n on n.id = c.newsletter where n.slug = @newsletter group by c.state order by c.state
        """, new { newsletter })).Select(r => $"{r.State} {r.Count}"));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var c = await Database.OpenAsync();
        return (await c.QueryAsync<T>(sql, parameters)).AsList();
    }

    public Task ExecuteAsync(string sql, object? parameters = null) => Writer.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t));

    /// <summary>One field of events' data.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string field, string where) =>
        [.. (await QueryAsync<string>($"select data from event {where}")).Select(data => System.Text.Json.Nodes.JsonNode.Parse(data)![field]?.GetValue<string>() ?? "")];

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Writer.DisposeAsync();
        await highWater.DisposeAsync();
        await Site.DisposeAsync();
        await Database.DisposeAsync();
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
