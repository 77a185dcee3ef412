using System.Data.Common;
using Dapper;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering;

/// <summary>Who just confirmed gets the latest edition of their cadence at once: a delivery of origin welcome, outside the edition's total.</summary>
internal sealed class Welcome(Tokens tokens, DeliveringOptions options, TimeProvider clock)
{
    private const string AddToBatch = """
        insert into batch (edition, origin, due_at, number, waiting) values (@edition, 'welcome', @minute, 1, 1)
        on conflict (edition, origin, due_at, number) do update set waiting = batch.waiting + 1
        returning id
        """;

    private const string AddDelivery = """
        insert into delivery (edition, subscription, public_id, origin, variant, batch, state, dated_at, due_at, expires_at, key_number, since_at)
        values (@edition, @subscription, @id, 'welcome', 'welcome', @batch, 'waiting', @at, @at, @expires, @key, @at)
        """;

    private const string Exists = "select count(*) from delivery where edition = @edition and subscription = @subscription";

    /// <summary>
    /// Plans it in the step that confirms. Nothing happens when there is no edition yet, or the reader has it already, or it is so
    /// old that nobody knows whether they have it.
    /// </summary>
    /// <returns>Whether one comes to them now.</returns>
    public async Task<bool> PlanAsync(DbConnection c, DbTransaction t, Newsletter newsletter, Subscription subscription)
    {
        if (!newsletter.Options.Welcome) return false;
        var cadence = subscription.Cadence.ToState<Cadence>();
        if (await EditionStore.LatestAsync(c, t, newsletter.Id, cadence) is not { KeepsDeliveries: true, Id: var edition }) return false;
        if (await c.ExecuteScalarAsync<long>(Exists, new { edition, subscription = subscription.Id }, t) > 0) return false;
        var at = clock.GetUtcNow();
        var minute = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);
        var batch = await c.ExecuteScalarAsync<long>(AddToBatch, new { edition, minute }, t);
        var expires = options.ExpiresAt(at, Next(newsletter, subscription, EditionClock.Next(newsletter.Options, cadence, newsletter.Zone, at)));
        await c.ExecuteAsync(AddDelivery, new { edition, id = PublicId.New(), subscription = subscription.Id, batch, at, expires, key = tokens.CurrentKey }, t);
        return true;
    }

    private static DateTimeOffset? Next(Newsletter newsletter, Subscription reader, Appointment? next) =>
        next is not null && newsletter.Options.ReaderTime ? ReaderHour.Of(newsletter, reader.TimeZone, reader.SendAt).First(next.ReleaseAt) : next?.ReleaseAt;
}
