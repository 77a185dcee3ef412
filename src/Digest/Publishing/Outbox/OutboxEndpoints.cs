using Digest.Subscribing.Pages;

namespace Digest.Publishing.Outbox;

/// <summary><c>/outbox</c>, where <see cref="OutboxGate"/> lets it be seen.</summary>
internal static class OutboxEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static void MapOutbox(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/outbox", Reading, (HttpContext context, OutboxPages pages) => pages.ListAsync(context)).Limit(ClientLimit.Page);
        endpoints.MapMethods("/outbox/{id}", Reading, (HttpContext context, string id, OutboxPages pages) => pages.ShowAsync(context, id)).Limit(ClientLimit.Page);
        endpoints.MapMethods("/outbox/{id}/html", Reading, (HttpContext context, string id, OutboxPages pages) => pages.FrameAsync(context, id)).Limit(ClientLimit.Page);
    }
}
