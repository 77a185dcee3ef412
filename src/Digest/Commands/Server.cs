using System.Net;
using System.Net.Sockets;
using Digest.Composing;
using Digest.Delivering.Relays;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Settings;
using Digest.Subscribing.Pages;
using Digest.Templating;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Serilog.Events;

namespace Digest.Commands;

/// <param name="Folder">Where an appsettings.json of one's own may stand.</param>
/// <param name="Urls">Addresses to listen on; null: by BaseUrl.</param>
/// <param name="Role">all, web or worker.</param>
internal sealed record ServerPlan(string Folder, string? Urls, string Role)
{
    /// <summary>Settings in place of those of files and environment; null: those.</summary>
    public IConfiguration? Configuration { get; init; }
}

/// <summary>The running service: pages at once, the worker when its lock is free.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Settings settings;

    private Server(WebApplication app, Settings settings) => (this.app, this.settings) = (app, settings);

    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens; empty for a worker without pages.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <exception cref="Fault">A setting, the folder, the schema or the port can't be used.</exception>
    public static async Task<Server> StartAsync(ServerPlan plan, CancellationToken ct)
    {
        var configuration = plan.Configuration ?? SettingsFiles.Read(plan.Folder);
        var settings = Settings.Read(configuration);
        var held = plan.Role switch
        {
            "web" => null,
            "worker" => await WorkerLock.TakeAsync(settings, ct),
            _ => WorkerLock.TryTake(settings), // the pages start at once; the worker waits for the lock
        };
        if (plan.Role == "worker" && held is null)
            throw new Fault($"Another process holds {settings.FileIn("worker.lock")} and does the work. {(settings.Database.Provider == DatabaseProvider.Sqlite ? "Stop it first, or start with --role web" : "Give each node a Digest:DataDirectory of its own")}.");
        var app = Build(plan, configuration, settings, held);
        var server = new Server(app, settings);
        try
        {
            if (plan.Role != "worker") EnsureFree(Listen(plan, settings));
            Samples.Check(app.Services.GetRequiredService<Templates>());
            await app.Services.GetRequiredService<Installation>().PrepareAsync(held, Screen.NewDatabase, ct);
            foreach (var newsletter in await app.Services.GetRequiredService<NewsletterStore>().AllAsync(ct)) await CheckAsync(app.Services, newsletter, ct);
            if (plan.Role == "web" && app.Services.GetRequiredService<Database>().IsShared) await app.Services.GetRequiredService<Node>().JoinAsync(works: false, ct);
            await app.StartAsync(ct);
            return server;
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            await server.DisposeAsync();
            held?.Dispose();
            throw;
        }
    }

    // One newsletter's fault must not take the pages of all, and the links to leave, away: its editions wait until it is mended.
    private static async Task CheckAsync(IServiceProvider services, Newsletter newsletter, CancellationToken ct)
    {
        try
        {
            Samples.CheckOwn(services.GetRequiredService<Templates>(), newsletter.Slug);
            services.GetRequiredService<EditionComposer>().CheckTheme(newsletter);
        }
        catch (TemplateFault fault)
        {
            Screen.Message(fault.Message);
            var today = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await services.GetRequiredService<OperatorEvents>().TellAsync(newsletter.Id, $"start:{newsletter.Slug}:{today:yyyy-MM-dd}",
                $"The mails of {newsletter.Name} can't be made", fault.Message, "Mend the template, or set Theme; until then its editions wait.", ct);
        }
    }

    // Asked before anything starts: a worker must not begin beside pages that can't.
    private static void EnsureFree(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var at = BindingAddress.Parse(address);
            var host = at.Host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(at.Host, out var ip) ? ip : IPAddress.Any;
            try
            {
                using var probe = new TcpListener(host, at.Port);
                probe.Start();
            }
            catch (SocketException fault)
            {
                throw new Fault($"{address} can't be listened on: {fault.Message}. Stop the other program, or give another address: digest serve --urls http://127.0.0.1:5081", fault);
            }
        }
    }

    /// <summary>Whether it can be listened on as far as its form goes.</summary>
    public static bool IsAddress(string address)
    {
        try
        {
            return BindingAddress.Parse(address).Scheme is "http";
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static WebApplication Build(ServerPlan plan, IConfiguration configuration, Settings settings, WorkerLock? held)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        Session.AddLog(builder.Logging, LogEventLevel.Information);
        builder.Services.AddRooms(configuration, settings, plan.Role == "web" ? null : new WorkerSettings(held, Schedules: true));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Delivering.StopWait + TimeSpan.FromSeconds(15));
        if (plan.Role == "worker")
        {
            builder.Services.AddSingleton<IServer, NoServer>();
        }
        else
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.LimitRequests());
        }
        var app = builder.Build();
        if (plan.Role == "worker") return app;
        foreach (var address in Listen(plan, settings)) app.Urls.Add(address);
        app.MapRooms();
        return app;
    }

    // Behind a proxy BaseUrl is not where we listen; on this machine it is.
    private static string[] Listen(ServerPlan plan, Settings settings)
    {
        if (plan.Urls is { Length: > 0 } urls) return urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var address = new Uri(settings.BaseUrl);
        return [address.IsLoopback ? $"http://{address.Authority}" : "http://127.0.0.1:5080"];
    }

    /// <summary>Tells on standard output what an operator wants to see first.</summary>
    public async Task DescribeAsync(CancellationToken ct)
    {
        Screen.Data($"Data folder   {settings.Folder}");
        var newsletters = await Services.GetRequiredService<NewsletterStore>().AllAsync(ct);
        if (newsletters.Count == 0)
            Screen.Data("Newsletter    none yet: run 'digest init SITE-URL', or name one under Digest:Newsletters in appsettings.json");
        foreach (var newsletter in newsletters)
        {
            var next = EditionClock.Next(newsletter.Options, newsletter.Zone, Services.GetRequiredService<TimeProvider>().GetUtcNow());
            Screen.Data($"Newsletter    {newsletter.Slug}: {newsletter.Name}; next edition {When(next, newsletter.Zone)}");
        }
        if (await Services.GetRequiredService<Standstill>().FindAsync(ct) is { } pause) Screen.Data($"Paused        {Standstill.Words(pause)}");
        Screen.Data($"Mail          {string.Join("; ", Services.GetServices<ITransport>().Select(t => t.Description))}");
        foreach (var address in Addresses) Screen.Data($"Open          {address}/");
        var outbox = settings.Mail.Transport == Delivering.MailTransport.Outbox && new Uri(settings.BaseUrl).IsLoopback;
        if (outbox && Addresses.Count > 0) Screen.Data($"Inbox         {Addresses[0]}/outbox");
    }

    public Task WaitAsync() => app.WaitForShutdownAsync();

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string When(Appointment? next, TimeZoneInfo zone) => next is null
        ? "never: all days are quiet"
        : $"{TimeZoneInfo.ConvertTime(next.ReleaseAt, zone):yyyy-MM-dd HH:mm} ({zone.Id})";

    /// <summary>A worker without pages.</summary>
    private sealed class NoServer : IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
