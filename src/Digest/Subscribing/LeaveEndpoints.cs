using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>
/// <c>/unsubscribe/{token}</c>: GET shows a button; POST leaves, by the button or by the mail program's one click
/// (RFC 8058: no cookie, no redirect, whatever the body). Once the answer is sent, it is committed.
/// </summary>
internal static class LeaveEndpoints
{
    private const int ReadAtMost = 4096;

    public static void MapLeave(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/unsubscribe/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/unsubscribe/{token}", LeaveAsync).DisableAntiforgery().Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(HttpContext context, string token, TokenPages pages)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Leave, token) is not { } genuine) return;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        await pages.WriteAsync(
            context, reader, "pages/leave.html",
            more: [("form", pages.Button($"/unsubscribe/{token}")), ("preferences_url", "")]);
    }

    private static async Task LeaveAsync(HttpContext context, string token, TokenPages pages, Consents consents, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Leave, token) is not { } genuine) return;
        var way = await IsOneClickAsync(context.Request) ? "one-click" : "page";
        // The client may have hung up already: a no counts all the same.
        var reader = await writer.WriteAsync(async (c, t) =>
        {
            await consents.LeaveAsync(c, t, genuine, await NewsletterStore.AllAsync(c, t), way);
            return await TokenPages.FindAsync(c, t, genuine);
        }, CancellationToken.None);
        await pages.WriteAsync(context, reader, "pages/goodbye.html");
    }

    // Only for the record. Both forms of the body hold these words, and a body that can't be read is no reason to keep anybody.
    private static async Task<bool> IsOneClickAsync(HttpRequest request)
    {
        var bytes = new byte[ReadAtMost];
        var length = 0;
        try
        {
            for (var read = 1; read > 0 && length < ReadAtMost; length += read)
                read = await request.Body.ReadAsync(bytes.AsMemory(length), request.HttpContext.RequestAborted);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // Too large, too slow or cut off: what came so far tells.
        }
        return Encoding.Latin1.GetString(bytes, 0, length).Contains("One-Click", StringComparison.OrdinalIgnoreCase);
    }
}
