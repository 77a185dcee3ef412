using Digest.Subscribing.Pages;

namespace Digest.Publishing;

/// <summary><c>/archive</c>, one page for each edition, and one feed for each newsletter.</summary>
internal static class ArchiveEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapArchive(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/archive", Reading, (HttpContext context, ArchivePages pages) => pages.ShowAllAsync(context)).Limit(ClientLimit.Page);
        endpoints.MapMethods(
            "/archive/{newsletter}/feed.xml", Reading,
            (HttpContext context, string newsletter, ArchivePages pages) => pages.ShowFeedAsync(context, newsletter)).Limit(ClientLimit.Page);
        endpoints.MapMethods(
            "/archive/{newsletter}/{edition}", Reading,
            (HttpContext context, string newsletter, string edition, ArchivePages pages) => pages.ShowEditionAsync(context, newsletter, edition)).Limit(ClientLimit.Page);
    }
}
