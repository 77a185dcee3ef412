using Dapper;
using Digest.Collecting;
using Digest.Collecting.Recognising;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Composing;

/// <summary>
/// The worker with all its schedules in this process, on a real data folder, writing mails into the outbox, by a clock that
/// stands still until a test moves it: what is recorded says at which instant it was done. One newsletter, <c>oxide</c>.
/// </summary>
internal sealed class ClockWorld : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private readonly TempFolder folder = new();
    private readonly TestDatabase database = TestDatabase.Open();
    private readonly (string Key, string Value)[] settings;
    private IHost? host;
    private WorkerLock? held;
    private int published;

    private ClockWorld(DateTimeOffset start, (string, string)[] settings) => (Clock, this.settings) = (new FakeTimeProvider(start), settings);

    public FakeTimeProvider Clock { get; }

    public TestLog Log { get; } = new();

    /// <param name="start">When the newsletter begins to exist.</param>
    /// <param name="settings">Of the newsletter.</param>
    public static async Task<ClockWorld> OpenAsync(DateTimeOffset start, params (string Key, string Value)[] settings)
    {
        var world = new ClockWorld(start, settings);
        await world.StartAsync();
        return world;
    }

    public T Get<T>() where T : notnull => host!.Services.GetRequiredService<T>();

    public async Task StartAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Named()).Build();
        held = WorkerLock.TryTake(Digest.Settings.Read(configuration)) ?? throw new InvalidOperationException("Somebody works there.");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddProvider(Log);
        builder.Services.AddRooms(configuration, Digest.Settings.Read(configuration), new WorkerSettings(held, Schedules: true));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        host = builder.Build();
        await Get<Installation>().PrepareAsync(held);
        await host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (host is null) return;
        await host.StopAsync();
        held?.Dispose();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        host = null;
    }

    public Task<Newsletter> NewsletterAsync() => Get<NewsletterStore>().GetAsync("oxide");

    /// <summary>Moves the clock on; an instant that is over leaves it where it is.</summary>
    public void At(DateTimeOffset instant)
    {
        if (instant > Clock.GetUtcNow()) Clock.SetUtcNow(instant);
    }

    /// <summary>A new article is accepted: news like no other.</summary>
    public async Task<string> PublishAsync()
    {
        var url = $"https://paper.example/{++published}";
        await Get<Writer>().WriteAsync(async (c, t) =>
        {
            var newsletter = (await NewsletterStore.AllAsync(c, t))[0];
            await Get<SourceStore>().AddAsync(c, t, newsletter.Id, new SourceOptions { Url = "https://paper.example/feed" }, again: false);
            // Nobody looks at it by itself: it is not there.
            await c.ExecuteAsync("update source set ended = 'gone'", transaction: t);
            var source = (await c.QueryAsync<Source>("select * from source", transaction: t)).Single();
            var item = new FeedItem { Id = url, Url = url, Title = Words(published, 7), Summary = Words(published + 1000, 20), Published = Clock.GetUtcNow() };
            await Get<Acceptance>().TakeAsync(c, t, source, new Feed { Format = FeedFormat.Rss, Title = "The Paper", Items = [item] });
        });
        return url;
    }

    /// <summary>A reader who was there from the beginning; without a zone or an hour they have the newsletter's.</summary>
    public async Task<long> ReadAsync(string name, string? zone = null, string? hour = null, string cadence = "daily")
    {
        var newsletter = await NewsletterAsync();
        var standing = new Standing(SubscriptionStatus.Active) { TimeZone = zone, SendAt = hour, Cadence = cadence };
        return await Get<Writer>().WriteAsync(async (c, t) =>
            (await Get<SubscriptionStore>().GetOrAddAsync(c, t, newsletter.Id, MailAddress.Parse($"{name}@readers.example")!, "", standing)).Row.Id);
    }

    public async Task<Edition?> FindAsync(string name) => await Get<EditionStore>().FindAsync((await NewsletterAsync()).Id, name);

    /// <summary>The edition once it is in one of these states.</summary>
    public async Task<Edition> EditionAsync(string name, params string[] states)
    {
        Edition? edition = null;
        try
        {
            await Await.Until(async () => (edition = await FindAsync(name)) is not null && states.Contains(edition.State), Long, name);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"At {Clock.GetUtcNow():O} {name} is {edition?.State ?? "not there"}, not {string.Join(" or ", states)}.\n{string.Join('\n', Log.Lines.TakeLast(20))}");
        }
        return edition!;
    }

    /// <summary>What happened to a reader's copy, once it was answered.</summary>
    public async Task<(string State, DateTimeOffset Due, DateTimeOffset Answered)> AnsweredAsync(Edition edition, long reader, string who)
    {
        (string State, DateTimeOffset Due, DateTimeOffset? Answered) row = ("", default, null);
        await Await.Until(async () =>
        {
            row = (await QueryAsync<(string, DateTimeOffset, DateTimeOffset?)>(
                "select state, due_at, answered_at from delivery where edition = @edition and subscription = @reader", new { edition = edition.Id, reader })).Single();
            return row.Answered is not null;
        }, Long, $"the copy of {who} to be sent at {Clock.GetUtcNow():O}");
        return (row.State, row.Due, row.Answered!.Value);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var c = await Get<Database>().OpenAsync();
        return (await c.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>Names and states of the editions in the order of their dates, for example <c>2026-03-29 finished</c>.</summary>
    public async Task<IReadOnlyList<string>> EditionsAsync() =>
        [.. (await Get<EditionStore>().NewestAsync((await NewsletterAsync()).Id, 100)).Reverse().Select(e => $"{e.Name} {e.State}")];

    /// <summary>The addresses of an edition's stories.</summary>
    public async Task<IReadOnlyList<string>> UrlsAsync(Edition edition) => [.. (await Get<EditionStore>().StoriesAsync(edition.Id)).Select(s => s.Url)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    // Made-up words that no two articles share.
    private static string Words(int seed, int count)
    {
        const string Consonants = "bdfgklmnprstvz";
        const string Vowels = "aeiou";
        var random = new Random(seed);
        string Syllable() => $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(Vowels.Length)]}";
        return string.Join(' ', Enumerable.Range(0, count).Select(_ => Syllable() + Syllable() + Syllable() + Syllable()));
    }

    private Dictionary<string, string?> Named()
    {
        var named = new Dictionary<string, string?>
        {
            ["Digest:DataDirectory"] = folder.File("data"),
            ["Digest:Collecting:StableMinutes"] = "0",
            ["Digest:Newsletters:0:Slug"] = "oxide",
            ["Digest:Newsletters:0:FromAddress"] = "news@oxide.example",
        };
        foreach (var (key, value) in database.Settings) named[key] = value;
        foreach (var (key, value) in settings) named[$"Digest:Newsletters:0:{key}"] = value;
        return named;
    }
}
