using Digest.Readers;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing.Choosing;

/// <summary>
/// <c>/preferences/{token}</c>: GET shows and changes nothing; POST does what the pressed button says, named by
/// <c>action</c>. The token in the address is the proof: there is no cookie that a forged request could borrow, and what a
/// body says of addresses or ids never changes whose preferences these are (T21). A link that is too old offers a new one.
/// </summary>
internal static class PreferencesEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/preferences/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/preferences/{token}", ChangeAsync).DisableAntiforgery().Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(HttpContext context, string token, TokenPages pages, PreferencesPage page, SubscribingOptions options, TimeProvider clock)
    {
        if (await FindAsync(context, token, pages) is not { } reader || await IsOverAsync(context, token, reader, pages, options, clock)) return;
        await page.ShowAsync(context, token, reader, PreferencesAnswer.None);
    }

    private static async Task ChangeAsync(HttpContext context, string token, TokenPages pages, PreferencesActions actions, SubscribingOptions options, TimeProvider clock)
    {
        if (await FindAsync(context, token, pages) is not { } reader) return;
        var form = await PostedForm.ReadAsync(context.Request, context.RequestAborted);
        if (IsOld(reader, options, clock) && form.One("action") == "link" && IsReading(reader.Row)) await actions.SendLinkAsync(context, reader);
        else if (!await IsOverAsync(context, token, reader, pages, options, clock)) await actions.DoAsync(context, token, reader, form);
    }

    // A link from before the address changed is one to nobody: there is no one whom it could offer a fresh one.
    private static async Task<TokenReader?> FindAsync(HttpContext context, string token, TokenPages pages)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Preferences, token) is not { } genuine) return null;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        if (reader is { Newsletter: not null, Row: { } row } && row.AddressHash.AsSpan().SequenceEqual(genuine.AddressHash)) return reader;
        await pages.NobodyAsync(context);
        return null;
    }

    private static async Task<bool> IsOverAsync(HttpContext context, string token, TokenReader reader, TokenPages pages, SubscribingOptions options, TimeProvider clock)
    {
        if (!IsReading(reader.Row))
        {
            await pages.WriteAsync(context, reader, "pages/preferences_none.html", more: ("state", reader.Row?.Status == "pending" ? "pending" : "ended"));
            return true;
        }
        if (!IsOld(reader, options, clock)) return false;
        await pages.WriteAsync(context, reader, "pages/preferences_old.html", StatusCodes.Status410Gone, ("form", pages.Button($"/preferences/{token}", ("action", "link"))), ("sent", false));
        return true;
    }

    private static bool IsReading(Subscription? row) => row?.Status is "active" or "paused";

    private static bool IsOld(TokenReader reader, SubscribingOptions options, TimeProvider clock) =>
        clock.GetUtcNow() - reader.Token.IssuedAt > options.LinksValidFor;
}
