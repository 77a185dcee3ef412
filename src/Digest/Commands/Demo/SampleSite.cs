using System.Globalization;
using System.Net;

namespace Digest.Commands.Demo;

/// <summary>
/// A small trade-news site with invented articles, served on a free port of this computer: front page with the
/// sign-up form, article pages, RSS feed. It stands in for a publisher's site in the demo and in tests. Dates are
/// counted back from the moment it starts and then stay.
/// </summary>
internal sealed class SampleSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<SampleArticle> _articles = SampleArticle.All();
    private readonly Uri _digest;
    private readonly string? _newsletter;
    private readonly DateTimeOffset _start;

    private SampleSite(WebApplication app, Uri digest, string? newsletter, DateTimeOffset start)
    {
        _app = app;
        _digest = digest;
        _newsletter = newsletter;
        _start = start;
    }

    /// <summary>Where the site is, like <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address => new(_app.Urls.Single());

    public Uri Feed => new(Address, "/feed.xml");

    /// <summary>
    /// Starts it. The sign-up form posts to <c>/subscribe</c> at <paramref name="digest"/>, Digest's public address,
    /// and names the newsletter; null leaves that choice to Digest.
    /// </summary>
    public static async Task<SampleSite> Start(Uri digest, string? newsletter, TimeProvider time, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        var site = new SampleSite(builder.Build(), digest, newsletter, time.GetUtcNow());
        site.Map();
        await site._app.StartAsync(cancellation);
        return site;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.UseRouting();
        _app.MapGet("/", context => Send(context, "text/html; charset=utf-8", Front()));
        _app.MapGet("/news/{slug}", Article);
        _app.MapGet("/style.css", context => Send(context, "text/css; charset=utf-8", SampleFile.Read("style.css")));
        _app.MapGet("/feed.xml", async context =>
        {
            context.Response.ContentType = "application/rss+xml; charset=utf-8";
            await context.Response.Body.WriteAsync(SampleFeed.Make(Address, _articles, _start), context.RequestAborted);
        });
    }

    private Task Article(HttpContext context)
    {
        var slug = context.GetRouteValue("slug") as string;
        if (_articles.FirstOrDefault(article => article.Slug == slug) is { } found)
            return Send(context, "text/html; charset=utf-8", Page(found));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Send(context, "text/plain; charset=utf-8", "There is no such article.");
    }

    private string Front()
    {
        var articles = _articles.Select(article =>
            $"""
            <article>
            <h2><a href="/news/{article.Slug}">{SampleFile.Shown(article.Title)}</a></h2>
            <p class="meta">{SampleFile.Shown(article.Byline)} &middot; {Date(article)}</p>
            <p>{SampleFile.Shown(article.Summary)}</p>
            </article>
            """);
        var newsletter = _newsletter is null
            ? ""
            : $"""<input type="hidden" name="newsletter" value="{SampleFile.Shown(_newsletter)}">""";
        return SampleFile.Read("index.html")
            .With("articles", string.Join('\n', articles))
            .With("subscribe", SampleFile.Shown(new Uri(_digest, "/subscribe").AbsoluteUri))
            .With("newsletter", newsletter);
    }

    private string Page(SampleArticle article)
    {
        var paragraphs = article.Paragraphs.Select(paragraph => $"<p>{SampleFile.Shown(paragraph)}</p>");
        return SampleFile.Read("article.html")
            .With("title", SampleFile.Shown(article.Title))
            .With("summary", SampleFile.Shown(article.Summary))
            .With("byline", SampleFile.Shown(article.Byline))
            .With("url", new Uri(Address, "/news/" + article.Slug).AbsoluteUri)
            .With("published", Published(article).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .With("date", Date(article))
            .With("paragraphs", string.Join('\n', paragraphs));
    }

    private DateTimeOffset Published(SampleArticle article) => _start.ToUniversalTime().AddHours(-article.HoursAgo);

    private string Date(SampleArticle article) =>
        Published(article).ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static Task Send(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
