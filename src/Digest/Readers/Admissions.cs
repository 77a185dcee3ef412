using System.Data.Common;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>What became of a person whom the publisher names.</summary>
internal enum Admission
{
    /// <summary>New, and asked to confirm.</summary>
    Invited,

    /// <summary>Reads from now on, by the publisher's word that consent is held.</summary>
    Active,

    /// <summary>New, with their pause.</summary>
    Paused,

    /// <summary>New here, but known to have gone: recorded, so that nobody mails them.</summary>
    Off,

    /// <summary>Was here already; nothing was changed.</summary>
    Present,

    /// <summary>Left, bounced, complained, or said never: stays off until they themselves sign up and confirm (T24).</summary>
    KeptOff,
}

/// <summary>The publisher names a reader: by command or file. No way through here lifts a suppression or ends a "no".</summary>
internal sealed class Admissions(SubscriptionStore store, Suppressions suppressions, ConsentLog log, AddressHasher hasher)
{
    /// <summary>What <see cref="AddAsync"/> would do.</summary>
    public async Task<Admission> JudgeAsync(DbConnection c, DbTransaction? t, long newsletter, MailAddress address, SubscriptionStatus wanted)
    {
        if (await Suppressions.FindAsync(c, t, hasher.Hash(address), newsletter) is not null) return Admission.KeptOff;
        var row = (await store.OfAsync(c, t, address)).FirstOrDefault(s => s.Newsletter == newsletter);
        if (row is not null)
        {
            var status = row.Status.ToState<SubscriptionStatus>();
            if (status.IsEnded()) return Admission.KeptOff;
            // A "no" of the file counts, unless the person has said yes here themselves.
            if (wanted.IsEnded()) return await ConsentLog.HasConfirmedAsync(c, t, row.PublicId) ? Admission.Present : Admission.Off;
            return status == SubscriptionStatus.Pending && wanted == SubscriptionStatus.Active ? Admission.Active : Admission.Present;
        }
        return wanted switch
        {
            SubscriptionStatus.Pending => Admission.Invited,
            SubscriptionStatus.Active => Admission.Active,
            SubscriptionStatus.Paused => Admission.Paused,
            _ => Admission.Off,
        };
    }

    /// <summary>
    /// Makes the row where there is none, and the evidence with it. Who is <see cref="Admission.Invited"/> still needs a
    /// confirm letter, in the same step.
    /// </summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="address">Of the person.</param>
    /// <param name="name">Empty: unknown.</param>
    /// <param name="wanted">As what.</param>
    /// <param name="act">What the publisher states when they call the person a reader.</param>
    /// <returns>The row is null for who is kept off.</returns>
    public async Task<(Admission Outcome, Subscription? Row)> AddAsync(
        DbConnection c, DbTransaction t, long newsletter, MailAddress address, string name, Standing wanted, ConsentAct act)
    {
        var outcome = await JudgeAsync(c, t, newsletter, address, wanted.Status);
        if (outcome == Admission.KeptOff) return (outcome, null);
        var (row, isNew) = await store.GetOrAddAsync(c, t, newsletter, address, name, wanted);
        if (!isNew && outcome == Admission.Active) await store.MoveAsync(c, t, row, SubscriptionStatus.Active);
        if (outcome is Admission.Active or Admission.Paused) await log.AddAsync(c, t, newsletter, row.PublicId, row.AddressHash, act);
        // No consent yet, but where the address came from.
        if (outcome == Admission.Invited) await log.AddAsync(c, t, newsletter, row.PublicId, row.AddressHash, act with { Act = "invited" });
        if (outcome == Admission.Off && !isNew) await store.MoveAsync(c, t, row, wanted.Status);
        if (outcome == Admission.Off) await KeepOffAsync(c, t, row, wanted.Status, act);
        return (outcome, row);
    }

    // Leaving is per newsletter; an address that bounces or complains is off everywhere.
    private async Task KeepOffAsync(DbConnection c, DbTransaction t, Subscription row, SubscriptionStatus status, ConsentAct act)
    {
        var (newsletter, reason) = status switch
        {
            SubscriptionStatus.Bounced => (Suppressions.All, SuppressionReason.Bounced),
            SubscriptionStatus.Complained => (Suppressions.All, SuppressionReason.Complained),
            _ => (row.Newsletter, SuppressionReason.Left),
        };
        await suppressions.AddAsync(c, t, row.AddressHash, newsletter, reason);
        if (reason == SuppressionReason.Left) await log.AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, new ConsentAct("left", act.Way));
    }
}
