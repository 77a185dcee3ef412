using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;
using Digest.Templating;

namespace Digest.Publishing;

/// <summary>The archive: what went out, from the stories that the cut froze. Private newsletters are not in it.</summary>
internal sealed class ArchivePages(
    NewsletterStore newsletters, EditionStore editions, Archive archive, PageRenderer pages, SiteAddress site, StorageOptions options)
{
    // Editions are kept for 400 days by default; a page of 1,500 lines stays well within a template's limits.
    private const int MostLines = 1500;
    private const int MostPerNewsletter = 400;
    private const int FeedEntries = 30;

    public async Task ShowAllAsync(HttpContext context)
    {
        var open = await OpenAsync(context.RequestAborted);
        var listed = new List<object>();
        foreach (var newsletter in open) listed.Add(await ListedAsync(newsletter, Math.Min(MostPerNewsletter, MostLines / open.Count), context.RequestAborted));
        var only = open.Count == 1 ? open[0] : null;
        await pages.WriteAsync(context, new Page("pages/archive.html", new() { ["newsletters"] = listed }) { Newsletter = only, IsPublic = true });
    }

    public async Task ShowEditionAsync(HttpContext context, string slug, string name)
    {
        var newsletter = await FindAsync(slug, context.RequestAborted);
        var edition = newsletter is null ? null : await editions.FindAsync(newsletter.Id, name, context.RequestAborted);
        if (newsletter is null || edition is null || edition.Name != name || !IsPublished(edition))
        {
            await pages.NotFoundAsync(context);
            return;
        }
        var stories = await editions.StoriesAsync(edition.Id, context.RequestAborted);
        // Pictures come from the publishers' sites, as in the mail.
        PagePolicy.Of(context).Images = site.IsHttps ? "https:" : "https: http:";
        var facts = EditionPageFacts.Of(newsletter, edition, stories);
        facts["archive_url"] = site.Path("/archive");
        facts["subscribe_url"] = site.Path($"/?newsletter={newsletter.Slug}");
        await pages.WriteAsync(context, new Page("pages/edition.html", facts)
        {
            Newsletter = newsletter,
            IsPublic = true,
            ChangedAt = edition.ReleasedAt,
        });
    }

    public async Task ShowFeedAsync(HttpContext context, string slug)
    {
        if (await FindAsync(slug, context.RequestAborted) is not { } newsletter)
        {
            await pages.NotFoundAsync(context);
            return;
        }
        var latest = await editions.PublishedAsync(newsletter.Id, FeedEntries, context.RequestAborted);
        var titles = await archive.TitlesAsync(newsletter.Id, FeedEntries, context.RequestAborted);
        var feed = EditionFeed.Write(newsletter, latest, titles, options);
        context.Response.ContentType = "application/atom+xml; charset=utf-8";
        await PageRenderer.WriteKeptAsync(context, feed, PageRenderer.Tag(feed), latest.Count > 0 ? latest[0].ReleasedAt : null);
    }

    private async Task<object> ListedAsync(Newsletter newsletter, int limit, CancellationToken ct)
    {
        var published = await editions.PublishedAsync(newsletter.Id, limit, ct);
        var counts = await archive.StoryCountsAsync(newsletter.Id, limit, ct);
        var culture = Voice.CultureOf(newsletter.Options.Language);
        return new
        {
            newsletter.Name,
            newsletter.Options.Description,
            feed_url = site.Path($"/archive/{newsletter.Slug}/feed.xml"),
            editions = published.Select(e => new
            {
                title = e.Subject,
                date = e.Date.ToString("D", culture),
                url = site.Path($"/archive/{newsletter.Slug}/{e.Name}"),
                story_count = counts.GetValueOrDefault(e.Id),
            }).ToList(),
        };
    }

    private async Task<List<Newsletter>> OpenAsync(CancellationToken ct) =>
        [.. (await newsletters.AllAsync(ct)).Where(n => !n.Options.Private)];

    private async Task<Newsletter?> FindAsync(string slug, CancellationToken ct) => (await OpenAsync(ct)).Find(n => n.Slug == slug);

    private static bool IsPublished(Edition edition) =>
        edition.State.ToState<EditionState>() is EditionState.Released or EditionState.Finished or EditionState.Paused;
}
