using System.Text.Json;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>
/// Has work done that fetches, cuts or mails: as a request to the running worker, or, where nobody works, as the worker
/// oneself until the request is final. When the last worker ends meanwhile, this process takes over.
/// </summary>
internal static class WorkerRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <returns>What came of it, for people.</returns>
    /// <exception cref="Fault">It failed; the message says why.</exception>
    public static async Task<string> AskAsync<T>(string kind, T data, CancellationToken ct)
    {
        var configuration = SettingsFiles.Read(Directory.GetCurrentDirectory());
        var settings = Settings.Read(configuration);
        long? id = null;
        while (true)
        {
            if (!await OthersWorkAsync(settings, ct) && WorkerLock.TryTake(settings) is { } held)
                return await WorkAsync(configuration, settings, held, id, kind, data, ct);
            await using var session = await Session.OpenAsync(ct);
            var store = session.Get<RequestStore>();
            await session.Get<Standstill>().RefuseAsync(ct);
            id ??= (await store.AddAsync(kind, JsonSerializer.Serialize(data), ct)).Id;
            if (await WaitAsync(store, id.Value, async () => IsFree(settings) && !await session.Get<Node>().OthersWorkAsync(ct), ct) is { } done) return Outcome(done);
        }
    }

    private static async Task<string> WorkAsync<T>(
        IConfiguration configuration, Settings settings, WorkerLock held, long? id, string kind, T data, CancellationToken ct)
    {
        using var keep = held;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Session.AddQuietLog(builder.Logging);
        builder.Services.AddRooms(configuration, settings, new WorkerSettings(held, Schedules: false));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Delivering.StopWait + TimeSpan.FromSeconds(15));
        using var host = builder.Build();
        await host.Services.GetRequiredService<Installation>().PrepareAsync(held, Screen.NewDatabase, ct);
        await host.Services.GetRequiredService<Standstill>().RefuseAsync(ct);
        var store = host.Services.GetRequiredService<RequestStore>();
        id ??= (await store.AddAsync(kind, JsonSerializer.Serialize(data), ct)).Id;
        await host.StartAsync(ct);
        try
        {
            var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, stopping);
            return Outcome(await WaitAsync(store, id.Value, static () => Task.FromResult(false), either.Token) ?? throw new OperationCanceledException());
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The request once it is final; null: <paramref name="giveUp"/> said so.</summary>
    private static async Task<Request?> WaitAsync(RequestStore store, long id, Func<Task<bool>> giveUp, CancellationToken ct)
    {
        while (true)
        {
            var request = await store.GetAsync(id, ct);
            if (request.State is "done" or "failed") return request;
            if (await giveUp()) return null;
            await Task.Delay(LookEvery, ct);
        }
    }

    // On SQLite the lock says it; nodes that share a database have a folder each.
    private static async Task<bool> OthersWorkAsync(Settings settings, CancellationToken ct)
    {
        if (settings.Database.Provider == DatabaseProvider.Sqlite) return false;
        await using var session = await Session.OpenAsync(ct);
        return await session.Get<Node>().OthersWorkAsync(ct);
    }

    private static bool IsFree(Settings settings)
    {
        using var free = WorkerLock.TryTake(settings);
        return free is not null;
    }

    private static string Outcome(Request request) =>
        request.State == "done" ? request.Message ?? "" : throw new Fault(request.Message ?? "It failed.");
}
