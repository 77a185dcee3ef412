using System.Data.Common;
using Dapper;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// What follows from an outcome, in the step that records it: an address that does not exist is mailed no more, who misses
/// an edition gets a catch-up, a mailbox that takes nothing becomes a soft event, refusals that blame us are counted.
/// </summary>
internal sealed class Aftermath(Consents consents, PolicyStop policy, Bounces bounces, EventLog events)
{
    /// <summary>The reason of a delivery that was tried until its time was over.</summary>
    public const string Expired = "expired";

    /// <summary>The kind of event that tells of a mail which a living address did not take.</summary>
    public const string SoftBounce = "soft_bounce";

    // A pause that began after the release, before the reader's own hour, missed this one, too.
    private const string Missed = """
        update subscription set missed_since_at = (select case when missed_since_at < e.release_at then missed_since_at else e.release_at end from edition e where e.id = @edition)
        where id = @subscription
        """;
    private const string MailedTo = "select address from delivery where edition = @edition and subscription = @subscription";

    private const string CaughtUp = "update subscription set missed_since_at = null where id = @subscription";

    /// <summary>After an answer of the relay.</summary>
    public async Task AnsweredAsync(DbConnection c, DbTransaction t, Delivery delivery, DeliveryState to, string? reason, Reply reply)
    {
        switch (reply.Class)
        {
            case ReplyClass.Accepted:
                await PolicyStop.AcceptedAsync(c, t, delivery.Edition);
                if (delivery.CatchUp) await CaughtUpAsync(c, t, delivery);
                break;
            case ReplyClass.Policy:
                await policy.RefusedAsync(c, t, delivery, reply.Kept);
                break;
            case ReplyClass.Address:
                var mailed = await MailedToAsync(c, t, delivery);
                await consents.BounceAsync(c, t, delivery.Subscription, mailed, "relay");
                await bounces.AddAsync(c, t, Of(delivery, BounceClass.Address, mailed, reply.Kept));
                break;
        }
        if (to == DeliveryState.Failed && reason is not null) await FailedAsync(c, t, delivery, reason, reply.Class.Text(), reply.Kept);
    }

    /// <summary>A catch-up was taken: nothing is missed any more.</summary>
    public static Task CaughtUpAsync(DbConnection c, DbTransaction t, Delivery delivery) => c.ExecuteAsync(CaughtUp, new { subscription = delivery.Subscription }, t);

    /// <summary>After a delivery was settled without being tried.</summary>
    public async Task SettledAsync(DbConnection c, DbTransaction t, Delivery delivery, DeliveryState to, string reason)
    {
        if (to == DeliveryState.Failed) await FailedAsync(c, t, delivery, reason, delivery.Reason, "");
        else if (reason == SkipReason.Paused.Text()) await MissedAsync(c, t, delivery);
    }

    // One edition is at most one soft event, and none when the answers spoke of us.
    private async Task FailedAsync(DbConnection c, DbTransaction t, Delivery delivery, string reason, string? said, string words)
    {
        if (reason == Expired) await MissedAsync(c, t, delivery);
        BounceClass? soft = said == ReplyClass.Mailbox.Text() ? BounceClass.Mailbox : reason == Expired && said == ReplyClass.Transient.Text() ? BounceClass.Transient : null;
        if (soft is not { } kind || !await bounces.AddAsync(c, t, Of(delivery, kind, await MailedToAsync(c, t, delivery), words))) return;
        // Whether it is one too many is decided below, with what came back as mail.
        await events.AddAsync(c, t, SoftBounce, 0, new { delivery = delivery.PublicId.ToString(), reason = said });
    }

    private static Bounce Of(Delivery delivery, BounceClass kind, string? mailed, string words) =>
        new(delivery.PublicId, delivery.Edition, delivery.Subscription, kind, "relay", mailed, ReplyClassifier.Status(words));

    private static Task<string?> MailedToAsync(DbConnection c, DbTransaction t, Delivery delivery) =>
        c.ExecuteScalarAsync<string?>(MailedTo, new { edition = delivery.Edition, subscription = delivery.Subscription }, t);

    private static Task MissedAsync(DbConnection c, DbTransaction t, Delivery delivery) => delivery.Origin == "welcome"
        ? Task.CompletedTask
        : c.ExecuteAsync(Missed, new { subscription = delivery.Subscription, edition = delivery.Edition }, t);
}
