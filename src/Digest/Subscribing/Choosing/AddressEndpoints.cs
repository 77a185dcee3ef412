using System.Data.Common;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing.Choosing;

/// <summary>
/// <c>/address/{token}</c>, from the letter to a new address: GET shows one button and changes nothing; POST moves the
/// subscription there, and tells the old address.
/// </summary>
internal static class AddressEndpoints
{
    public static void MapAddress(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/address/{token}", ["GET", "HEAD"], ShowAsync).Limit(ClientLimit.Page);
        endpoints.MapPost("/address/{token}", MoveAsync).DisableAntiforgery().Limit(ClientLimit.Button);
    }

    private static async Task ShowAsync(
        HttpContext context, string token, TokenPages pages, AddressChanges changes, SubscribingOptions options, AddressHasher hasher, Database database)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Address, token) is not { } genuine) return;
        await using var c = await database.OpenAsync(context.RequestAborted);
        var reader = await TokenPages.FindAsync(c, null, genuine);
        var (outcome, _) = await JudgeAsync(c, null, reader, changes, options, hasher);
        await TellAsync(context, reader, token, outcome == MoveOutcome.Moved ? "ask" : Word(outcome), pages);
    }

    private static async Task MoveAsync(
        HttpContext context, string token, TokenPages pages, AddressChanges changes, SubscribingOptions options, AddressHasher hasher, LetterStore letters, Writer writer)
    {
        if (await pages.ReadAsync(context, TokenPurpose.Address, token) is not { } genuine) return;
        var client = ClientNetwork.Truncated(context);
        var (reader, outcome) = await writer.WriteAsync(async (c, t) =>
        {
            var found = await TokenPages.FindAsync(c, t, genuine);
            var (result, to) = await JudgeAsync(c, t, found, changes, options, hasher);
            if (result != MoveOutcome.Moved || found.Row is not { } row || to is null) return (found, result);
            await changes.MoveAsync(c, t, row, to, new ConsentAct("moved", "page", Client: client));
            await ReaderDeliveries.FollowAsync(c, t, row.Id);
            await letters.AddAsync(c, t, Letter.Moved, row);
            return (found, result);
        }, CancellationToken.None);
        await TellAsync(context, reader, token, Word(outcome), pages);
    }

    private static async Task<(MoveOutcome Outcome, MailAddress? To)> JudgeAsync(
        DbConnection c, DbTransaction? t, TokenReader reader, AddressChanges changes, SubscribingOptions options, AddressHasher hasher)
    {
        if (reader.Newsletter is null || reader.Row is not { } row) return (MoveOutcome.Expired, null);
        // The newest letter is the one that counts, and it must have gone to the very address of the token.
        var asked = await LetterStore.MoveAsync(c, t, row.Id);
        var to = MailAddress.Parse(asked?.Address);
        var isThis = to is not null && hasher.Hash(to).AsSpan().SequenceEqual(reader.Token.AddressHash);
        return (await changes.JudgeAsync(c, t, row, reader.Token, isThis ? asked?.CreatedAt : null, options.ConfirmWithin), to);
    }

    private static string Word(MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Moved => "moved",
        MoveOutcome.Already => "already",
        MoveOutcome.Ended => "ended",
        _ => "expired",
    };

    private static Task TellAsync(HttpContext context, TokenReader reader, string token, string state, TokenPages pages) => pages.WriteAsync(
        context, reader, "pages/address.html", state == "expired" ? StatusCodes.Status410Gone : StatusCodes.Status200OK,
        ("state", state), ("form", pages.Button($"/address/{token}")));
}
