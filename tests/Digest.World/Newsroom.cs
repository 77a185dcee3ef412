using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Digest.World;

/// <summary>
/// One installation as its operator has it: the published program, environment variables, a data folder, a relay and a
/// site with a feed. Commands run as processes of their own.
/// </summary>
public sealed class Newsroom : IAsyncDisposable
{
    public const string Slug = "oxide";
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(50);
    private readonly TempFolder folder = new();
    private readonly int port = FreePort.Find();
    private int articles;

    private Newsroom(FeedServer site, SmtpSink? relay, string? dataFolder)
    {
        DataFolder = dataFolder ?? folder.File("data");
        Site = site;
        Sink = relay;
        Settings = new Dictionary<string, string?>
        {
            ["Digest__BaseUrl"] = Address,
            ["Digest__DataDirectory"] = DataFolder,
            ["Digest__Collecting__AllowedPrivateHosts__0"] = $"127.0.0.1:{site.Port}",
            ["Digest__Newsletters__0__Slug"] = Slug,
            ["Digest__Newsletters__0__Name"] = "The Daily Oxide",
            ["Digest__Newsletters__0__FromAddress"] = "news@oxide.example",
            ["Digest__Newsletters__0__Sources__0__Url"] = site.Url("/feed.xml"),
            // Nothing goes out by itself while a test runs.
            ["Digest__Newsletters__0__QuietDates"] = string.Join(',', Enumerable.Range(-2, 5).Select(Day)),
        };
        if (relay is null) return;
        Settings["Digest__Mail__Transport"] = "Smtp";
        Settings["Digest__Mail__Relays__0__Host"] = "127.0.0.1";
        Settings["Digest__Mail__Relays__0__Port"] = relay.Port.ToString(CultureInfo.InvariantCulture);
        Settings["Digest__Mail__Relays__0__Security"] = "None";
    }

    public Dictionary<string, string?> Settings { get; }

    public FeedServer Site { get; }

    /// <summary>Another clock for all its processes; null: the system's.</summary>
    public FakeTime? Clock { get; set; }

    /// <summary>The relay.</summary>
    /// <exception cref="InvalidOperationException">Mail goes to the outbox.</exception>
    public SmtpSink Relay => Sink ?? throw new InvalidOperationException("This newsroom mails to its outbox.");

    public string Address => $"http://127.0.0.1:{port}";

    public string DataFolder { get; }

    public string Outbox => Path.Combine(DataFolder, "outbox");

    private SmtpSink? Sink { get; }

    public static Task<Newsroom> OpenAsync(bool smtp = true, bool keepMails = false) =>
        OpenAsync(smtp ? new SinkOptions { KeepMails = keepMails } : null);

    /// <param name="relay">Null: mail goes to the outbox.</param>
    /// <param name="dataFolder">Null: one that goes away with it.</param>
    public static async Task<Newsroom> OpenAsync(SinkOptions? relay, string? dataFolder = null)
    {
        var room = new Newsroom(await FeedServer.StartAsync(), relay is null ? null : SmtpSink.Start(relay), dataFolder);
        room.Publish(5);
        return room;
    }

    /// <summary>The feed gets so many new articles.</summary>
    public void Publish(int count)
    {
        articles += count;
        Site.Set("/feed.xml", RssFeed.Made(Site.Origin, articles, DateTimeOffset.UtcNow));
    }

    /// <summary>Keeps everything in this database of PostgreSQL, which nodes can share.</summary>
    public void Use(PostgresDatabase database)
    {
        Settings["Digest__Database__Provider"] = "PostgreSql";
        Settings["Digest__Database__ConnectionString"] = database.ConnectionString;
    }

    /// <summary>A worker of its own beside others: with its own data folder, and the master key of all.</summary>
    /// <param name="number">From 2 on.</param>
    /// <param name="settings">In which it differs from the others.</param>
    public ProcessPlan NodePlan(int number, params (string Key, string Value)[] settings)
    {
        var own = new Dictionary<string, string?>(Settings)
        {
            ["Digest__DataDirectory"] = folder.File($"data-{number}"),
            ["Digest__MasterKeyFile"] = Path.Combine(DataFolder, "master.key"),
        };
        foreach (var (key, value) in settings) own[key] = value;
        return Plan("serve", "--role", "worker") with { Environment = own };
    }

    public ProcessPlan Plan(params string[] arguments)
    {
        var plan = new ProcessPlan { Arguments = arguments, Environment = Settings, WorkingFolder = folder.Path };
        return Clock?.By(plan) ?? plan;
    }

    public Task<ProcessResult> RunAsync(params string[] arguments) => DigestProcess.RunAsync(Plan(arguments), TimeSpan.FromMinutes(3));

    /// <exception cref="InvalidOperationException">It ended with something else than 0.</exception>
    public async Task<ProcessResult> DoAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        return result.ExitCode == 0 ? result
            : throw new InvalidOperationException($"digest {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Err}");
    }

    /// <summary>A server that is ready.</summary>
    public async Task<DigestProcess> ServeAsync()
    {
        var server = DigestProcess.Start(Plan("serve"));
        using var http = new HttpClient();
        await Await.Until(async () => server.HasExited || (await http.GetAsync($"{Address}/health/ready")).IsSuccessStatusCode, Start, "the server to be ready");
        return server.HasExited ? throw new InvalidOperationException($"The server ended: {server.Err}") : server;
    }

    /// <summary>A server that works on a release, asked for by a command that has gone since.</summary>
    public async Task<DigestProcess> ReleaseAsync()
    {
        var server = await ServeAsync();
        await using var send = DigestProcess.Start(Plan("send", Slug));
        await server.WaitForLineAsync("is released", TimeSpan.FromMinutes(3));
        await send.KillAsync();
        return server;
    }

    /// <summary>Imports readers r1@readers.example, r2@…</summary>
    public async Task ImportAsync(int readers)
    {
        var file = folder.Write("readers.csv", string.Concat(Enumerable.Range(1, readers).Select(i => $"{Reader(i)}\n")));
        await DoAsync("subscribers", "import", Slug, file, "--status", "active");
    }

    public static string Reader(int i) => $"r{i}@readers.example";

    /// <summary>The counts of the latest edition, as <c>edition report --json</c> tells them.</summary>
    public async Task<EditionCount> ReportAsync()
    {
        var result = await DoAsync("edition", "report", Slug, "--json");
        using var document = JsonDocument.Parse(result.Out);
        var root = document.RootElement;
        return new EditionCount(
            root.GetProperty("state").GetString()!, N("total"), N("waiting"), N("claimed"), N("deferred"), N("sent"), N("failed"), N("skipped"), N("in_doubt"));
        int N(string name) => root.GetProperty(name).GetInt32();
    }

    /// <summary>The first link of a kind in a text, e.g. <c>confirm</c>.</summary>
    public static string Link(string text, string kind) => Regex.Match(text, $@"http://\S+/{kind}/[\w-]+").Value;

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        if (Sink is not null) await Sink.DisposeAsync();
        folder.Dispose();
    }

    private static string Day(int offset) => DateTime.UtcNow.AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What <c>edition report</c> counts.</summary>
public sealed record EditionCount(string State, int Total, int Waiting, int Claimed, int Deferred, int Sent, int Failed, int Skipped, int InDoubt)
{
    public bool AddsUp => Total == Waiting + Claimed + Deferred + Sent + Failed + Skipped + InDoubt;
}
