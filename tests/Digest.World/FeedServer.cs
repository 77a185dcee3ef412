using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;

namespace Digest.World;

/// <summary>A web site for tests, on loopback: what is set at a path is what a request gets, and every request is remembered.</summary>
public sealed class FeedServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FeedPage> pages = new(StringComparer.Ordinal);
    private readonly Log<SeenRequest> requests = new();
    private readonly WebApplication app;

    private FeedServer()
    {
        // An empty builder reads no settings file and no ASPNETCORE_ variable: nothing outside the test has a say.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.AddServerHeader = false;
        });
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>Decides before the pages do; null leaves it to them. It may be replaced at any time.</summary>
    public Func<SeenRequest, FeedPage?>? Answer { get; set; }

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Origin { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>Every request so far, in the order in which the answers were decided.</summary>
    public IReadOnlyList<SeenRequest> Requests => requests.Snapshot;

    public static async Task<FeedServer> StartAsync()
    {
        var server = new FeedServer();
        await server.app.StartAsync();
        server.Origin = server.app.Urls.Single();
        server.Port = new Uri(server.Origin).Port;
        return server;
    }

    /// <summary>The full address of a path.</summary>
    public string Url(string path) => Origin + path;

    /// <summary>Puts a page at a path, in place of what was there, and returns its full address.</summary>
    public string Set(string path, FeedPage page)
    {
        pages[path] = page;
        return Url(path);
    }

    /// <summary>Puts a feed at a path and returns its full address.</summary>
    public string Set(string path, RssFeed feed) => Set(path, FeedPage.Rss(feed.ToXml()));

    /// <summary>From now on the path answers 404.</summary>
    public void Remove(string path) => pages.TryRemove(path, out _);

    /// <summary>Waits until a condition on the requests holds; asked after each.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForAsync(Func<IReadOnlyList<SeenRequest>, bool> condition, TimeSpan timeout, string what = "what the test waits for") =>
        requests.WaitForAsync(condition, timeout, () =>
            $"the web server has not seen {what}; it got {Requests.Count} requests: {string.Join(", ", Requests.TakeLast(5).Select(r => r.Method + " " + r.Path))}.");

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var request = await SeenAsync(context.Request);
        var page = Answer?.Invoke(request) ?? pages.GetValueOrDefault(request.Path) ?? FeedPage.Bare(404);
        var typed = new RequestHeaders(context.Request.Headers);
        var known = page.IsKnownTo(request.Headers.GetValueOrDefault("If-None-Match"), typed.IfModifiedSince);

        requests.Add(request with { Status = known ? 304 : page.Status });
        if (page.Delay > TimeSpan.Zero)
            await Task.Delay(page.Delay, context.RequestAborted);
        await WriteAsync(context.Response, page, known, HttpMethods.IsHead(request.Method));
    }

    private static async Task WriteAsync(HttpResponse response, FeedPage page, bool known, bool head)
    {
        response.StatusCode = known ? 304 : page.Status;
        response.Headers.ETag = page.ETag;
        response.GetTypedHeaders().LastModified = page.LastModified;
        foreach (var (name, value) in page.Headers)
            response.Headers[name] = value;
        if (known)
            return;

        response.ContentType = page.ContentType;
        response.ContentLength = page.Body.Length;
        if (!head)
            await response.Body.WriteAsync(page.Body);
    }

    private static async Task<SeenRequest> SeenAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new SeenRequest
        {
            At = DateTimeOffset.UtcNow,
            Method = request.Method,
            Path = request.Path.Value ?? "/",
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = await reader.ReadToEndAsync(),
        };
    }
}
