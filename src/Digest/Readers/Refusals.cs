using System.Data.Common;
using System.Diagnostics;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>Somebody who must not be mailed, as a list of them says it.</summary>
/// <param name="AddressHash">Whom.</param>
/// <param name="IsEverywhere">By no newsletter; false: by the one into which the list is taken.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">Since when.</param>
/// <param name="Way">By which the list came, for the evidence.</param>
internal sealed record Refusal(byte[] AddressHash, bool IsEverywhere, SuppressionReason Reason, DateTimeOffset At, string Way)
{
    /// <summary>Row number of the one that the list names; null: it is taken for the one into which the list goes.</summary>
    public long? Newsletter { get; init; }

    /// <summary>Why, in the publisher's words; null: none.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// The publisher brings along who must not be mailed. Nobody is made a reader by it, and who reads here stops, unless they
/// themselves confirmed after they had said no: to one newsletter after a no to all, which stands for the others then.
/// </summary>
internal sealed class Refusals(SubscriptionStore store, Suppressions suppressions, ConsentLog log)
{
    /// <summary>What <see cref="AddAsync"/> would do: <see cref="Admission.Off"/>, <see cref="Admission.KeptOff"/> already, or <see cref="Admission.Present"/>.</summary>
    public static async Task<Admission> JudgeAsync(DbConnection c, DbTransaction? t, long newsletter, KnownReader? known, Refusal refusal)
    {
        var (_, kept) = await LivingAsync(c, t, newsletter, known, refusal);
        return Judge(newsletter, known, refusal, kept);
    }

    private static Admission Judge(long newsletter, KnownReader? known, Refusal refusal, List<Subscription> kept)
    {
        if (kept.Exists(k => k.Newsletter == newsletter)) return Admission.Present;
        var isOff = known is not null && (known.IsOffEverywhere || (known.IsOff && (!refusal.IsEverywhere || kept.Count > 0)));
        return isOff ? Admission.KeptOff : Admission.Off;
    }

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="refusals">In the order in which they were said.</param>
    /// <param name="atMost">How long it may take.</param>
    /// <returns>What became of the first of them, in order; the others are for the next step.</returns>
    public async Task<IReadOnlyList<Admission>> AddAsync(DbConnection c, DbTransaction t, long newsletter, IReadOnlyList<Refusal> refusals, TimeSpan atMost)
    {
        var began = Stopwatch.GetTimestamp();
        var known = await KnownReaders.FindAsync(c, t, newsletter, refusals.Select(r => r.AddressHash));
        var done = new List<Admission>(refusals.Count);
        foreach (var refusal in refusals)
        {
            var reader = known[refusal.AddressHash];
            var (ending, kept) = await LivingAsync(c, t, newsletter, reader, refusal);
            done.Add(Judge(newsletter, reader, refusal, kept));
            known[refusal.AddressHash] = await KeepOffAsync(c, t, newsletter, reader, NarrowedBy(refusal, kept), kept);
            foreach (var row in ending) await EndAsync(c, t, row, refusal);
            if (Stopwatch.GetElapsedTime(began) > atMost) break;
        }
        return done;
    }

    /// <summary>What the person reads or asked for of that to which the no was said; those they confirmed since are kept.</summary>
    private static async Task<(List<Subscription> Ending, List<Subscription> Kept)> LivingAsync(DbConnection c, DbTransaction? t, long newsletter, KnownReader? known, Refusal refusal)
    {
        var (ending, kept) = (new List<Subscription>(), new List<Subscription>());
        foreach (var row in known?.Subscriber is null ? [] : await SubscriptionStore.OfAsync(c, t, refusal.AddressHash))
        {
            if (row.Status.ToState<SubscriptionStatus>().IsEnded() || !(refusal.IsEverywhere || row.Newsletter == newsletter)) continue;
            (await ConsentLog.HasConfirmedAsync(c, t, row.PublicId, refusal.At) ? kept : ending).Add(row);
        }
        return (ending, kept);
    }

    // What holds for all would keep off those newsletters, too, to which they said yes since: their confirmation has lifted it.
    private static Refusal NarrowedBy(Refusal refusal, List<Subscription> kept) =>
        refusal.IsEverywhere && kept.Count > 0 ? refusal with { IsEverywhere = false, Reason = SuppressionReason.Left } : refusal;

    private async Task<KnownReader> KeepOffAsync(DbConnection c, DbTransaction t, long newsletter, KnownReader? known, Refusal refusal, List<Subscription> kept)
    {
        known ??= new KnownReader { Hash = refusal.AddressHash, IsOff = false, IsOffEverywhere = false };
        if (kept.Exists(k => k.Newsletter == newsletter)) return known;
        await suppressions.BringAsync(c, t, refusal, newsletter);
        return known with { IsOff = known.IsOff || !refusal.IsEverywhere, IsOffEverywhere = known.IsOffEverywhere || refusal.IsEverywhere };
    }

    private async Task EndAsync(DbConnection c, DbTransaction t, Subscription row, Refusal refusal)
    {
        await store.MoveAsync(c, t, row, EndOf(refusal.Reason));
        await log.AddAsync(c, t, row, new ConsentAct("left", refusal.Way) { Detail = refusal.Way == "cli" ? $"the publisher says: {refusal.Reason.Text()}" : $"the list says: {refusal.Reason.Text()}" });
    }

    private static SubscriptionStatus EndOf(SuppressionReason reason) => reason switch
    {
        SuppressionReason.Bounced => SubscriptionStatus.Bounced,
        SuppressionReason.Complained => SubscriptionStatus.Complained,
        _ => SubscriptionStatus.Unsubscribed,
    };
}
