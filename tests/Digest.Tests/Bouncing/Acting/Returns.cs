using Digest.Bouncing.Acting;
using Digest.Bouncing.Understanding;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Storage;
using Digest.Tests.Delivering;

namespace Digest.Tests.Bouncing.Acting;

/// <summary>Editions that went out, and mails that come back of them, understood already.</summary>
internal static class Returns
{
    /// <summary>Releases an edition, and lets the relay answer each mail.</summary>
    /// <param name="shop">Its rooms.</param>
    /// <param name="answer">By address; null: taken.</param>
    /// <returns>The row number of the edition.</returns>
    public static async Task<long> SendAsync(this Workshop shop, Func<string, Reply?>? answer = null)
    {
        var edition = await shop.ReleasedAsync();
        foreach (var batch in await shop.Get<Batches>().DueAsync(default))
        {
            var run = await shop.BeginAsync(batch);
            foreach (var delivery in await shop.OpenAsync(batch))
            {
                var claim = await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
                if (claim.Outcome != ClaimOutcome.Claimed) continue;
                var reply = answer?.Invoke(claim.Address) ?? new Reply(ReplyClass.Accepted, "250 taken");
                await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, reply));
            }
        }
        return edition.Id;
    }

    /// <summary>The delivery's public id, as its return path carries it.</summary>
    public static async Task<PublicId> IdAsync(this Workshop shop, long edition, string address)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await Dapper.SqlMapper.QuerySingleAsync<PublicId>(c, "select public_id from delivery where edition = @edition and address = @address", new { edition, address });
    }

    /// <summary>The subscription's public id, as the address to leave by mail carries it.</summary>
    public static async Task<PublicId> SubscriptionAsync(this Workshop shop, string address)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await Dapper.SqlMapper.QuerySingleAsync<PublicId>(c, "select s.public_id from subscription s join subscriber p on p.id = s.subscriber where p.email = @address", new { address });
    }

    public static Finding Finding(FindingKind kind, string? recipient, ReplyClass means, string words = "550 said the other side") => new()
    {
        Recipient = recipient,
        Kind = kind,
        Class = means,
        Status = kind == FindingKind.Hard ? "5.1.1" : null,
        Reason = "word",
        Words = words,
    };

    public static ReturnedMail Report(params Finding[] findings) => new() { Kind = ReturnedKind.Report, CameTo = [], Subject = "", OriginalIds = [], Findings = findings };

    public static ReturnedMail Of(ReturnedKind kind) => new() { Kind = kind, CameTo = [], Subject = "", OriginalIds = [], Findings = [] };

    public static Task<string> DrawAsync(this Workshop shop, ReturnedMail mail, PublicId? proven, PublicId? leaving = null) =>
        shop.Writer.WriteAsync((c, t) => shop.Get<Consequences>().DrawAsync(c, t, mail, proven, leaving));

    public static async Task<string?> StatusAsync(this Workshop shop, string address)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await Dapper.SqlMapper.ExecuteScalarAsync<string?>(c, "select s.status from subscription s join subscriber p on p.id = s.subscriber where p.email = @address", new { address });
    }
}
