using Dapper;
using Digest.Storage;
using Digest.Storage.Keys;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Storage;

/// <summary>A migrated database in a folder of its own, with its writer, its keys and a clock.</summary>
internal sealed class StorageWorld : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestDatabase database = TestDatabase.Open();

    public StorageWorld()
    {
        Options = new StorageOptions { DataDirectory = folder.Path, Database = database.Options };
        Database = new Database(Options);
        HighWater = new HighWater(Options, Clock, NullLogger<HighWater>.Instance);
        Writer = new Writer(Database, HighWater);
        Keys = new KeyRing(Database, Writer, Options, Clock);
        Newsletters = new NewsletterStore(Database, Clock);
        Node = NodeOf(HighWater);
        Migrator = new Migrator(Database, Options, Clock);
        Migrator.Migrate();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
    public StorageOptions Options { get; }
    public Database Database { get; }
    public HighWater HighWater { get; }
    public Writer Writer { get; }
    public KeyRing Keys { get; }
    public NewsletterStore Newsletters { get; }
    public Node Node { get; }
    public Migrator Migrator { get; }

    public Node NodeOf(HighWater highWater) =>
        new(Database, Writer, highWater, new LookBack(Options, Database, highWater, new Standstill(Database, new EventLog(Clock), Clock)), Clock, NullLogger<Node>.Instance);

    public string FileIn(string name) => Options.FileIn(name);

    public async Task<Newsletter> AddNewsletterAsync(string slug) =>
        await Writer.WriteAsync((c, t) => Newsletters.AddAsync(c, t, slug)) ?? throw new InvalidOperationException($"{slug} is there.");

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Writer.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var c = await Database.OpenAsync();
        return (await c.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>One field of events' data.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string field, string where) =>
        [.. (await QueryAsync<string>($"select data from event {where}")).Select(data => System.Text.Json.Nodes.JsonNode.Parse(data)![field]?.GetValue<string>() ?? "")];

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Writer.DisposeAsync();
        await HighWater.DisposeAsync();
        await Database.DisposeAsync();
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
