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
    private readonly WebApplication app;
    private readonly IReadOnlyList<SampleArticle> articles = SampleArticle.All();
    private readonly Uri digest;
    private readonly string? newsletter;
    private readonly DateTimeOffset start;

    private SampleSite(WebApplication app, Uri digest, string? newsletter, DateTimeOffset start)
    {
        this.app = app;
        this.digest = digest;
        this.newsletter = newsletter;
        this.start = start;
    }

    /// <summary>Where the site is, like <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address => new(app.Urls.Single());

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
        await site.app.StartAsync(cancellation);
        return site;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Map()
    {
        app.UseRouting();
        app.MapGet("/", context => Send(context, "text/html; charset=utf-8", Front()));
        app.MapGet("/news/{slug}", Article);
        app.MapGet("/style.css", context => Send(context, "text/css; charset=utf-8", SampleFile.Read("style.css")));
        app.MapGet("/feed.xml", async context =>
        {
            context.Response.ContentType = "application/rss+xml; charset=utf-8";
            await context.Response.Body.WriteAsync(SampleFeed.Make(Address, articles, start), context.RequestAborted);
        });
    }

    private Task Article(HttpContext context)
    {
        var slug = context.GetRouteValue("slug") as string;
        if (articles.FirstOrDefault(article => article.Slug == slug) is { } found)
            return Send(context, "text/html; charset=utf-8", Page(found));
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Send(context, "text/plain; charset=utf-8", "There is no such article.");
    }

    private string Front()
    {
        var teasers = articles.Select(article =>
            $"""
            <article>
            <h2><a href="/news/{article.Slug}">{SampleFile.Shown(article.Title)}</a></h2>
            <p class="meta">{SampleFile.Shown(article.Byline)} &middot; {Date(article)}</p>
            <p>{SampleFile.Shown(article.Summary)}</p>
            </article>
            """);
        var choice = newsletter is null
            ? ""
            : $"""<input type="hidden" name="newsletter" value="{SampleFile.Shown(newsletter)}">""";
        return SampleFile.Read("index.html")
            .With("articles", string.Join('\n', teasers))
            .With("subscribe", SampleFile.Shown(new Uri(digest, "/subscribe").AbsoluteUri))
            .With("newsletter", choice);
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

    private DateTimeOffset Published(SampleArticle article) => start.ToUniversalTime().AddHours(-article.HoursAgo);

    private string Date(SampleArticle article) =>
        Published(article).ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static Task Send(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
