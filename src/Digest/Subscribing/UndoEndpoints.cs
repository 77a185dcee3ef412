using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary><c>/undo/{token}</c>, from the goodbye page: GET shows a button and changes nothing; POST takes the leave back, for a quarter of an hour.</summary>
internal static class UndoEndpoints
{
    public static void MapUndo(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/undo/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/undo/{token}", UndoAsync).DisableAntiforgery().Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(HttpContext context, string token, TokenPages pages, Departures departures)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Undo, token) is not { } genuine) return;
        var reader = await pages.FindAsync(genuine, context.RequestAborted);
        var outcome = departures.Judge(reader.Row, genuine);
        await TellAsync(context, reader, token, outcome == UndoOutcome.Undone ? "ask" : Word(outcome), pages);
    }

    private static async Task UndoAsync(HttpContext context, string token, TokenPages pages, Departures departures, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Undo, token) is not { } genuine) return;
        var (outcome, _) = await writer.WriteAsync((c, t) => departures.UndoAsync(c, t, genuine), context.RequestAborted);
        await TellAsync(context, await pages.FindAsync(genuine, context.RequestAborted), token, Word(outcome), pages);
    }

    private static string Word(UndoOutcome outcome) => outcome switch
    {
        UndoOutcome.Undone => "undone",
        UndoOutcome.Already => "already",
        _ => "late",
    };

    private static Task TellAsync(HttpContext context, TokenReader reader, string token, string state, TokenPages pages) => pages.WriteAsync(
        context, reader, "pages/undo.html", state == "late" ? StatusCodes.Status410Gone : StatusCodes.Status200OK,
        ("state", state), ("form", pages.Button($"/undo/{token}")));
}
