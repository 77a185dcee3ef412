using System.Globalization;
using System.Text.Json;
using Dapper;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Requests;
using Digest.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digest.Tests.Delivering;

/// <summary>The product at work in this process: all rooms and the worker of <c>digest send</c>, on a data folder, by a relay.</summary>
internal sealed class Works : IAsyncDisposable
{
    public const int Connections = 4;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    // Far from now, whatever the time of day: a reader's next edition ends the tries for this one.
    private static readonly string SendAt = DateTimeOffset.UtcNow.AddHours(12).ToString("HH:mm", CultureInfo.InvariantCulture);
    private readonly IHost host;
    private readonly WorkerLock held;

    private Works(IHost host, WorkerLock held, TestLog log) => (this.host, this.held, Log) = (host, held, log);

    public TestLog Log { get; }

    public static Task<Works> StartAsync(string folder, SmtpSink relay, TimeProvider? clock = null, params (string Key, string Value)[] more) =>
        StartAsync(folder, relay.Port, clock, more);

    public static async Task<Works> StartAsync(string folder, int relayPort, TimeProvider? clock = null, params (string Key, string Value)[] more)
    {
        var settings = Settings(folder, relayPort, more);
        var held = WorkerLock.TryTake(Digest.Settings.Read(settings)) ?? throw new InvalidOperationException($"Somebody works in {folder}.");
        var log = new TestLog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddProvider(log);
        builder.Services.AddRooms(settings, Digest.Settings.Read(settings), new WorkerSettings(held, Schedules: false));
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(60));
        var works = new Works(builder.Build(), held, log);
        try
        {
            await works.Get<Installation>().PrepareAsync(held);
            await works.host.StartAsync();
            return works;
        }
        catch
        {
            await works.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a folder with active readers r1@…, r2@… and one edition with a story, cut and not released.</summary>
    public static async Task PrepareAsync(string folder, int readers)
    {
        await using var rooms = await RoomsAsync(folder);
        await AddReadersAsync(rooms, Promise.Readers(readers));
        var newsletter = await rooms.GetRequiredService<NewsletterStore>().GetAsync("oxide");
        var now = DateTimeOffset.UtcNow;
        await rooms.GetRequiredService<Writer>().WriteAsync(async (c, t) =>
        {
            var edition = await EditionStore.AddAsync(c, t, new NewEdition(
                newsletter.Id, Cadence.Daily, DateOnly.FromDateTime(now.Date), 2, false, EditionState.Draft, "Acid is scarce", now, now));
            await EditionStore.AddStoryAsync(c, t, edition!.Id, 0, TestSite.Story());
        });
    }

    /// <summary>Makes active readers.</summary>
    public static async Task AddReadersAsync(IServiceProvider rooms, IEnumerable<string> addresses)
    {
        var newsletter = await rooms.GetRequiredService<NewsletterStore>().GetAsync("oxide");
        var store = rooms.GetRequiredService<SubscriptionStore>();
        await rooms.GetRequiredService<Writer>().WriteAsync(async (c, t) =>
        {
            foreach (var address in addresses)
                await store.GetOrAddAsync(c, t, newsletter.Id, MailAddress.Parse(address)!, "", new Standing(SubscriptionStatus.Active));
        });
    }

    /// <summary>The rooms without a worker, on connections of their own, as the pages have them.</summary>
    public static async Task<ServiceProvider> RoomsAsync(string folder)
    {
        var settings = Settings(folder, 25, []);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRooms(settings, Digest.Settings.Read(settings), worker: null);
        var rooms = services.BuildServiceProvider();
        await rooms.GetRequiredService<Installation>().PrepareAsync(null);
        return rooms;
    }

    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>What <c>digest send</c> asks for; the request once it is final.</summary>
    public async Task<Request> SendAsync()
    {
        var store = Get<RequestStore>();
        var request = await store.AddAsync("send", JsonSerializer.Serialize(new SendAsked("oxide", null)));
        await Await.Until(async () => (request = await store.GetAsync(request.Id)).State is "done" or "failed", Long, "the request to be final");
        return request;
    }

    public async Task<Edition> EditionAsync() =>
        (await Get<EditionStore>().NewestAsync((await Get<NewsletterStore>().GetAsync("oxide")).Id, 1))[0];

    public async Task<EditionCounts> CountsAsync() => await Get<EditionReport>().OfAsync((await EditionAsync()).Id);

    public async Task<long> QueryAsync(string sql, object? parameters = null)
    {
        await using var c = await Get<Database>().OpenAsync();
        return await c.ExecuteScalarAsync<long>(sql, parameters);
    }

    public async Task<string?> TextAsync(string sql, object? parameters = null)
    {
        await using var c = await Get<Database>().OpenAsync();
        return await c.ExecuteScalarAsync<string?>(sql, parameters);
    }

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t));

    public async Task StopAsync()
    {
        await host.StopAsync();
        held.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static IConfiguration Settings(string folder, int relayPort, (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["DataDirectory"] = folder,
            ["Newsletters:0:Slug"] = "oxide",
            ["Newsletters:0:FromAddress"] = "news@oxide.example",
            ["Newsletters:0:TimeZone"] = "UTC",
            ["Newsletters:0:SendAt"] = SendAt,
            ["Mail:Transport"] = "Smtp",
            ["Mail:Relays:0:Host"] = "127.0.0.1",
            ["Mail:Relays:0:Port"] = relayPort.ToString(CultureInfo.InvariantCulture),
            ["Mail:Relays:0:Security"] = "None",
            ["Mail:Relays:0:Connections"] = Connections.ToString(CultureInfo.InvariantCulture),
            ["Delivering:StopWait"] = "1 s",
        };
        foreach (var (key, value) in more) settings[key] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Digest:" + s.Key, s.Value))).Build();
    }
}
