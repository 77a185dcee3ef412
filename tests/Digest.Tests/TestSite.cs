using System.Net;
using Dapper;
using Digest.Composing;
using Digest.Publishing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing;
using Digest.Subscribing.Pages;
using Digest.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests;

/// <summary>
/// The real rooms behind a real Kestrel on a free port, with a data folder and a clock of their own. It has the newsletter
/// <c>oxide</c>, unless the settings say otherwise, and no worker: nothing is sent.
/// </summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TempFolder folder;
    private readonly TestDatabase database;

    private TestSite(WebApplication app, TempFolder folder, TestDatabase database, FakeTimeProvider clock, TestLog log)
    {
        this.database = database;
        this.app = app;
        this.folder = folder;
        Clock = clock;
        Log = log;
        Http = NewClient();
    }

    public FakeTimeProvider Clock { get; }

    public TestLog Log { get; }

    /// <summary>Follows no redirect and keeps no cookie.</summary>
    public HttpClient Http { get; }

    public Uri Address => new(app.Urls.Single());

    public string DataFolder => Get<StorageOptions>().Folder;

    public static async Task<TestSite> StartAsync(Dictionary<string, string?>? settings = null, Action<KestrelServerOptions>? kestrel = null)
    {
        var folder = new TempFolder();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        var log = new TestLog();
        var database = await TestDatabase.OpenAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Named(folder, settings ?? [])).AddInMemoryCollection(database.Settings).Build();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.LimitRequests();
            options.Listen(IPAddress.Loopback, 0);
            kestrel?.Invoke(options);
        });
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        builder.Services.AddRooms(configuration, Settings.Read(configuration), worker: null);
        builder.Services.AddSingleton<TimeProvider>(clock);
        var app = builder.Build();
        app.UseSite();
        app.MapSubscribing();
        app.MapPublishing();
        await app.Services.GetRequiredService<Installation>().PrepareAsync(held: null);
        await app.StartAsync();
        return new TestSite(app, folder, database, clock, log);
    }

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>What only a worker has.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(app.Services);

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    public async Task<Newsletter> NewsletterAsync(string slug = "oxide") => await Get<NewsletterStore>().GetAsync(slug);

    /// <summary>Posts the form as a browser does.</summary>
    public Task<HttpResponseMessage> SignUpAsync(string email, params (string Name, string Value)[] more) =>
        Http.PostAsync("/subscribe", new FormUrlEncodedContent(
            [new("email", email), .. more.Select(field => KeyValuePair.Create(field.Name, field.Value))]));

    /// <summary>The standing of an address with a newsletter; null: none.</summary>
    public async Task<Subscription?> RowAsync(string email, string slug = "oxide")
    {
        var newsletter = await NewsletterAsync(slug);
        await using var c = await Get<Database>().OpenAsync();
        return (await Get<SubscriptionStore>().OfAsync(c, null, MailAddress.Parse(email)!)).FirstOrDefault(s => s.Newsletter == newsletter.Id);
    }

    public async Task<string> StatusAsync(string email) => (await RowAsync(email))?.Status ?? "none";

    /// <summary>The token of the newest letter to an address, for any purpose, as a mail would carry it.</summary>
    public async Task<string> TokenAsync(string email, TokenPurpose purpose, string slug = "oxide")
    {
        var row = (await RowAsync(email, slug))!;
        var newsletter = (await Get<NewsletterStore>().AllAsync()).Single(n => n.Id == row.Newsletter);
        var tokens = Get<Tokens>();
        return tokens.Write(new Token(purpose, tokens.CurrentKey, row.AskedAt ?? row.CreatedAt, row.PublicId, newsletter.PublicId, row.AddressHash));
    }

    /// <summary>Signs up and confirms.</summary>
    public async Task ReaderAsync(string email)
    {
        (await SignUpAsync(email)).EnsureSuccessStatusCode();
        (await Http.PostAsync($"/confirm/{await TokenAsync(email, TokenPurpose.Confirm)}", null)).EnsureSuccessStatusCode();
    }

    public Task<long> LettersAsync() => CountAsync("select count(*) from letter");

    public async Task<long> CountAsync(string sql)
    {
        await using var c = await Get<Database>().OpenAsync();
        return await c.ExecuteScalarAsync<long>(sql);
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var c = await Get<Database>().OpenAsync();
        return await c.QuerySingleAsync<T>(sql);
    }

    /// <summary>An edition that went out on a day, with these stories.</summary>
    public async Task<Edition> PublishAsync(DateOnly date, EditionState state = EditionState.Released, string slug = "oxide", string subject = "Acid is scarce", params Story[] stories)
    {
        var newsletter = await NewsletterAsync(slug);
        var at = Clock.GetUtcNow();
        return await Get<Writer>().WriteAsync(async (c, t) =>
        {
            var edition = await EditionStore.AddAsync(c, t, new NewEdition(newsletter.Id, Cadence.Daily, date, 1, true, EditionState.Draft, subject, at, at));
            for (var i = 0; i < stories.Length; i++) await EditionStore.AddStoryAsync(c, t, edition!.Id, i, stories[i]);
            await c.ExecuteAsync("update edition set state = @state, released_at = @at where id = @id", new { state = state.Text(), at, id = edition!.Id }, t);
            return edition;
        });
    }

    public static Story Story(string title = "Acid is scarce", string url = "https://news.example/acid", string? image = null) => new()
    {
        Title = title,
        Url = url,
        Source = "Minerals Wire",
        PublishedAt = new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero),
        Summary = "Two plants work at two thirds.",
        Image = image,
        Minutes = 3,
        Articles = [new StoryArticle(1, "Minerals Wire", title, url)],
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var line in Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal))) TestContext.Out.WriteLine(line);
        Http.Dispose();
        await app.DisposeAsync();
        await database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static Dictionary<string, string?> Named(TempFolder folder, Dictionary<string, string?> settings)
    {
        var named = new Dictionary<string, string?>
        {
            ["Digest:DataDirectory"] = folder.File("data"),
            ["Digest:BaseUrl"] = "http://localhost:5080",
            // Tests of the limits lower them; the others sign up as often as they like.
            ["Digest:Subscribing:SignupsPerClientPerHour"] = "10000",
            ["Digest:Subscribing:SignupsPerClientPerDay"] = "10000",
            ["Digest:Newsletters:0:Slug"] = "oxide",
            ["Digest:Newsletters:0:Name"] = "The Daily Oxide",
            ["Digest:Newsletters:0:TimeZone"] = "Europe/Berlin",
        };
        foreach (var (name, value) in settings) named[$"Digest:{name}"] = value;
        // Null takes a setting away.
        return named.Where(pair => pair.Value is not null).ToDictionary();
    }
}
