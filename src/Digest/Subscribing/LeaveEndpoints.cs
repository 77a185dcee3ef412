using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>
/// <c>/unsubscribe/{token}</c>: GET shows a button; POST leaves, by the button or by the mail program's one click
/// (RFC 8058: no cookie, no redirect, whatever the body). Once the answer is sent, it is committed. The page's other buttons
/// ask for less in place of nothing: <c>instead=weekly</c> or <c>instead=pause</c>, and nothing else of the preferences.
/// </summary>
internal static class LeaveEndpoints
{
    /// <summary>How long the pause is that the page offers.</summary>
    public const int PauseDays = 30;

    public static void MapLeave(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/unsubscribe/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/unsubscribe/{token}", PostAsync).DisableAntiforgery().Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(HttpContext context, string token, TokenPages pages)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Leave, token) is not { } genuine) return;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        // Who has left already is told so. One that moved on is not: its link leaves where it went.
        if (reader.Row is { MovedTo: null } row && row.Status.ToState<SubscriptionStatus>().IsEnded())
            await pages.WriteAsync(context, reader, "pages/goodbye.html", more: ("undo", ""));
        else await AskAsync(context, token, reader, pages);
    }

    private static Task AskAsync(HttpContext context, string token, TokenReader reader, TokenPages pages) => pages.WriteAsync(
        context, reader, "pages/leave.html", more:
        [
            ("form", pages.Button($"/unsubscribe/{token}")),
            ("weekly", MayBeWeekly(reader) ? pages.Button($"/unsubscribe/{token}", ("instead", LeaveBody.Weekly)) : ""),
            ("pause", MayPause(reader) ? pages.Button($"/unsubscribe/{token}", ("instead", LeaveBody.Pause)) : ""),
            ("pause_days", PauseDays),
        ]);

    private static async Task PostAsync(HttpContext context, string token, TokenPages pages, Departures departures, LessInstead less, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Leave, token) is not { } genuine) return;
        var body = await LeaveBody.ReadAsync(context.Request);
        if (body.Instead.Length > 0)
        {
            var reader = await pages.FindAsync(genuine, context.RequestAborted);
            if (await less.TryAsync(context, reader, body.Instead)) return;
            // Not to be had any more, so nothing was done; the question stands.
            await AskAsync(context, token, reader, pages);
            return;
        }
        await LeaveAsync(context, genuine, body.IsOneClick, pages, departures, writer);
    }

    private static async Task LeaveAsync(HttpContext context, Token genuine, bool isOneClick, TokenPages pages, Departures departures, Writer writer)
    {
        var act = new ConsentAct("left", isOneClick ? "one-click" : "page", Client: isOneClick ? null : ClientNetwork.Truncated(context));
        // The client may have hung up already: a no counts all the same.
        var reader = await writer.WriteAsync(async (c, t) =>
        {
            await departures.LeaveAsync(c, t, genuine, await NewsletterStore.AllAsync(c, t), act);
            return await TokenPages.FindAsync(c, t, genuine);
        }, CancellationToken.None);
        // A program that left for its user has nobody to show a button to.
        var since = isOneClick || !IsTheirs(reader) ? null : departures.UndoableSince(reader.Row);
        var undo = since is { } left ? TokenPages.ButtonAt(pages.Link("/undo/", TokenPurpose.Undo, reader, left)) : "";
        await pages.WriteAsync(context, reader, "pages/goodbye.html", more: ("undo", undo));
    }

    /// <summary>Whether the reader gets it daily and could get it weekly.</summary>
    public static bool MayBeWeekly(TokenReader reader) =>
        IsTheirs(reader) && reader is { Newsletter.Options.WeeklyOn: not null, Row: { Status: "active" or "paused", Cadence: "daily" } };

    /// <summary>Whether there is something to pause.</summary>
    public static bool MayPause(TokenReader reader) => IsTheirs(reader) && reader.Row?.Status == "active";

    // A link from before the address changed may leave, and nothing more.
    private static bool IsTheirs(TokenReader reader) => reader.Row is { } row && row.AddressHash.AsSpan().SequenceEqual(reader.Token.AddressHash);
}
