using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary><c>/confirm/{token}</c>: GET shows a button and changes nothing, however often scanners call it; POST confirms.</summary>
internal static class ConfirmEndpoints
{
    private const string Again = "again";

    public static void MapConfirm(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/confirm/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/confirm/{token}", ConfirmAsync).Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(
        HttpContext context, string token, TokenPages pages, Consents consents, SubscribingOptions options, FirstEdition first)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Confirm, token) is not { } genuine) return;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        var outcome = Judge(reader, consents, options);
        if (outcome == ConfirmOutcome.Confirmed)
            await pages.WriteAsync(context, reader, "pages/confirm.html", more: ("form", pages.Button($"/confirm/{token}")));
        else await TellAsync(context, reader, outcome, pages, first);
    }

    private static async Task ConfirmAsync(
        HttpContext context, string token, TokenPages pages, Consents consents, SubscribingOptions options, FirstEdition first, Welcome welcome,
        Invitations invitations, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Confirm, token) is not { } genuine) return;
        if (await IsAgainAsync(context))
        {
            await SendAgainAsync(context, genuine, pages, invitations, writer);
            return;
        }
        var client = ClientNetwork.Truncated(context);
        var (reader, outcome, welcomed) = await writer.WriteAsync(async (c, t) =>
        {
            var found = await TokenPages.FindAsync(c, t, genuine);
            if (found.Newsletter is null) return (found, ConfirmOutcome.Expired, false);
            var (result, row) = await consents.ConfirmAsync(c, t, genuine, options.ConfirmWithin, client);
            if (result != ConfirmOutcome.Confirmed || row is null) return (found, result, false);
            await invitations.AskHeldBackAsync(c, t, row);
            return (found, result, await welcome.PlanAsync(c, t, found.Newsletter, row));
        }, context.RequestAborted);
        await TellAsync(context, reader, outcome, pages, first, welcomed);
    }

    // An old link may ask for a new letter to the same address, as the form may, within the same limits.
    private static async Task SendAgainAsync(HttpContext context, Token genuine, TokenPages pages, Invitations invitations, Writer writer)
    {
        var reader = await writer.WriteAsync(async (c, t) =>
        {
            var found = await TokenPages.FindAsync(c, t, genuine);
            if (found.Row is { } row && MayAskAgain(found)) await invitations.AskAgainAsync(c, t, row);
            return found;
        }, context.RequestAborted);
        await pages.WriteAsync(context, reader, "pages/confirm_expired.html", more: [("form", ""), ("sent", true)]);
    }

    private static bool MayAskAgain(TokenReader reader) =>
        reader is { Newsletter: not null, Row.Status: "pending" } && reader.Row.AddressHash.AsSpan().SequenceEqual(reader.Token.AddressHash);

    private static async Task<bool> IsAgainAsync(HttpContext context) =>
        context.Request.HasFormContentType && (await context.Request.ReadFormAsync(context.RequestAborted))["action"] == Again;

    private static ConfirmOutcome Judge(TokenReader reader, Consents consents, SubscribingOptions options) =>
        reader.Newsletter is null ? ConfirmOutcome.Expired : consents.Judge(reader.Row, reader.Token, options.ConfirmWithin);

    private static async Task TellAsync(HttpContext context, TokenReader reader, ConfirmOutcome outcome, TokenPages pages, FirstEdition first, bool welcomed = false)
    {
        if (outcome == ConfirmOutcome.Expired || reader.Newsletter is null)
        {
            var again = MayAskAgain(reader) ? pages.Button(context.Request.Path, ("action", Again)) : "";
            await pages.WriteAsync(context, reader, "pages/confirm_expired.html", StatusCodes.Status410Gone, ("form", again), ("sent", false));
            return;
        }
        var state = outcome switch { ConfirmOutcome.Confirmed => "confirmed", ConfirmOutcome.Already => "already", _ => "left" };
        var next = outcome switch
        {
            ConfirmOutcome.Confirmed => first.AfterConfirming(reader.Newsletter, reader.Row, welcomed),
            ConfirmOutcome.Already => first.Next(reader.Newsletter, reader.Row, "comes_next"),
            _ => "",
        };
        await pages.WriteAsync(context, reader, "pages/confirmed.html", more: [("state", state), ("next", next)]);
    }
}
