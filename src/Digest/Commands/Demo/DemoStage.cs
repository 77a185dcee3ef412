using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Digest.Storage;
using Digest.Storage.Requests;

namespace Digest.Commands.Demo;

/// <summary>The sample site and a whole Digest beside it, on free ports of this computer, in a folder of its own.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    public const string Newsletter = "oxide";
    private const int UsualPort = 5080;
    private readonly Server server;

    private DemoStage(Server server, SampleSite site, Uri address, string folder)
    {
        this.server = server;
        Site = site;
        Address = address;
        Outbox = Path.Combine(folder, "outbox");
    }

    public SampleSite Site { get; }

    /// <summary>Of Digest, with a closing slash.</summary>
    public Uri Address { get; }

    /// <summary>Folder of the mails.</summary>
    public string Outbox { get; }

    public static async Task<DemoStage> StartAsync(string folder, CancellationToken ct)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var site = await SampleSite.Start(address, Newsletter, TimeProvider.System, ct);
        try
        {
            var server = await Server.StartAsync(new ServerPlan(folder, address.ToString(), "all") { Configuration = Configure(folder, address, site) }, ct);
            return new DemoStage(server, site, address, folder);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the worker do what a command would ask for, and waits for it.</summary>
    /// <returns>What came of it, for people.</returns>
    /// <exception cref="Fault">It failed.</exception>
    public async Task<string> AskAsync<T>(string kind, T data, CancellationToken ct)
    {
        var store = server.Services.GetRequiredService<RequestStore>();
        var request = await store.AddAsync(kind, JsonSerializer.Serialize(data), ct);
        while (request.State is not ("done" or "failed"))
        {
            await Task.Delay(100, ct);
            request = await store.GetAsync(request.Id, ct);
        }
        return request.State == "done" ? request.Message ?? "" : throw new Fault($"The demo stopped: {request.Message}");
    }

    public Task WaitAsync() => server.WaitAsync();

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
        await Site.DisposeAsync();
    }

    private static IConfiguration Configure(string folder, Uri address, SampleSite site) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Digest:BaseUrl"] = address.ToString().TrimEnd('/'),
            ["Digest:DataDirectory"] = folder,
            ["Digest:Collecting:AllowedPrivateHosts:0"] = site.Address.Authority,
            ["Digest:Collecting:FirstCollect"] = "20",
            ["Digest:Newsletters:0:Slug"] = Newsletter,
            ["Digest:Newsletters:0:Name"] = "The Daily Oxide",
            ["Digest:Newsletters:0:Description"] = "Rare earths and critical minerals, every weekday morning.",
            ["Digest:Newsletters:0:PostalAddress"] = "The Daily Oxide, Quarry House, 12 Mill Lane, Sampletown",
            ["Digest:Newsletters:0:Sources:0:Url"] = site.Feed.ToString(),
        }).Build();

    // The usual one where it is free, so that addresses look as in the documentation.
    private static string FreePort()
    {
        try
        {
            using var usual = new TcpListener(IPAddress.Loopback, UsualPort);
            usual.Start();
            return UsualPort.ToString(CultureInfo.InvariantCulture);
        }
        catch (SocketException)
        {
            using var any = new TcpListener(IPAddress.Loopback, 0);
            any.Start();
            return ((IPEndPoint)any.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        }
    }
}
