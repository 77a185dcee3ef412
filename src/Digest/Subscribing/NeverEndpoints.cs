using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>
/// <c>/never/{token}</c>, the second link of a confirm letter: GET shows a button; POST keeps the address free of every
/// newsletter of this installation, until the operator lifts it for a reason.
/// </summary>
internal static class NeverEndpoints
{
    public static void MapNever(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/never/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/never/{token}", KeepOffAsync).Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(HttpContext context, string token, TokenPages pages)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Never, token) is not { } genuine) return;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        await pages.WriteAsync(context, reader, "pages/never.html", more: ("form", pages.Button($"/never/{token}")));
    }

    private static async Task KeepOffAsync(HttpContext context, string token, TokenPages pages, Consents consents, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Never, token) is not { } genuine) return;
        // The client may have hung up already: a no counts all the same.
        var reader = await writer.WriteAsync(async (c, t) =>
        {
            await consents.NeverAsync(c, t, genuine);
            return await TokenPages.FindAsync(c, t, genuine);
        }, CancellationToken.None);
        await pages.WriteAsync(context, reader, "pages/never_done.html");
    }
}
