using Dapper;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Storage;
using Digest.Tests.Bouncing.Acting;

namespace Digest.Tests.Delivering;

/// <summary>Editions of a workshop that are over, and what is kept of them.</summary>
internal static class OldEditions
{
    public static Task SweepDeliveriesAsync(this Workshop shop) => shop.Get<DeliveryExpiry>().SweepAsync(default);

    public static Task<long> RowsAsync(this Workshop shop, long edition) => shop.CountAsync("select count(*) from delivery where edition = @edition", new { edition });

    /// <summary>kept, going, gone.</summary>
    public static async Task<string> KeptAsync(this Workshop shop, long edition)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await c.QuerySingleAsync<string>("select deliveries from edition where id = @edition", new { edition });
    }

    public static async Task<Edition> EditionAsync(this Workshop shop, long edition) => (await shop.Get<EditionStore>().FindAsync(edition))!;

    /// <summary>Everybody's mail has its answer.</summary>
    public static async Task<long> FinishedAsync(this Workshop shop, Func<string, Reply?>? answer = null)
    {
        var edition = await shop.SendAsync(answer);
        await shop.Get<Finisher>().TryFinishAsync(edition, default);
        Assert.That((await shop.EditionAsync(edition)).State, Is.EqualTo("finished"));
        return edition;
    }

    /// <summary>Finished, and 31 days later what is old is removed.</summary>
    public static async Task<long> GoneAsync(this Workshop shop)
    {
        var edition = await shop.FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.SweepDeliveriesAsync();
        return edition;
    }

    /// <summary>The first edition, finished a day later; of none of its mails is known whether the relay took it.</summary>
    public static async Task<long> InDoubtAsync(this Workshop shop)
    {
        var edition = (await shop.ReleasedAsync()).Id;
        var run = await shop.BeginAsync(1);
        foreach (var delivery in await shop.OpenAsync(1)) await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.BeginAsync(1);
        await shop.Get<Finisher>().TryFinishAsync(edition, default);
        return edition;
    }

    public static async Task<List<Doubtful>> DoubtfulAsync(this Workshop shop, long edition)
    {
        var all = new List<Doubtful>();
        await foreach (var row in shop.Get<Resolution>().OfAsync(await shop.EditionAsync(edition))) all.Add(row);
        return all;
    }
}
