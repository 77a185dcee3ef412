using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digest.Bench.Composing;

/// <summary>The product's rooms on a database of their own, to cut and render editions with.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly ServiceProvider services;

    private Desk(int stories)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Digest:DataDirectory"] = folder.File("data"),
            ["Digest:Newsletters:0:Slug"] = "oxide",
            ["Digest:Newsletters:0:Name"] = "The Daily Oxide",
            ["Digest:Newsletters:0:FromAddress"] = "news@oxide.example",
            ["Digest:Newsletters:0:MaxStories"] = $"{stories}",
        }).Build();
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<Microsoft.Extensions.Hosting.IHostApplicationLifetime>(new Lifetime());
        collection.AddRooms(configuration, Settings.Read(configuration), new WorkerSettings(null, Schedules: false));
        services = collection.BuildServiceProvider();
    }

    public static async Task<Desk> OpenAsync(int stories)
    {
        var desk = new Desk(stories);
        await desk.Get<Installation>().PrepareAsync(null);
        return desk;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder.File("data"), "digest.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>From what waits to an edition whose mails are ready.</summary>
    public async Task<(Edition Edition, int Stories)> CutAsync()
    {
        var newsletter = await Get<NewsletterStore>().GetAsync("oxide");
        var date = DateOnly.FromDateTime(DateTime.UtcNow);
        var cut = await Get<Cutter>().CutAsync(() => Get<Proposer>().ProposeAsync(newsletter, Cadence.Daily, date, TimeSpan.Zero, default), null, null, default);
        var edition = cut.Edition ?? throw new InvalidOperationException("Nothing was cut.");
        await Get<Writer>().WriteAsync((c, t) => Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        edition = (await Get<EditionStore>().FindAsync(edition.Id))!;
        await Get<VariantMaker>().FreezeAsync(newsletter, edition, 1000, default);
        return (edition, cut.Stories);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private sealed class Lifetime : Microsoft.Extensions.Hosting.IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => CancellationToken.None;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
