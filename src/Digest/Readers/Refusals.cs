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
/// themselves confirmed after they had said no.
/// </summary>
internal sealed class Refusals(SubscriptionStore store, Suppressions suppressions, ConsentLog log)
{
    /// <summary>What <see cref="AddAsync"/> would do: <see cref="Admission.Off"/>, <see cref="Admission.KeptOff"/> already, or <see cref="Admission.Present"/>.</summary>
    public static async Task<Admission> JudgeAsync(DbConnection c, DbTransaction? t, KnownReader? known, Refusal refusal)
    {
        if (known?.PublicId is { } id && !known.IsGone && await ConsentLog.HasConfirmedAsync(c, t, id, refusal.At)) return Admission.Present;
        return known is not null && (refusal.IsEverywhere ? known.IsOffEverywhere : known.IsOff || known.IsOffEverywhere) ? Admission.KeptOff : Admission.Off;
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
            var outcome = await JudgeAsync(c, t, reader, refusal);
            done.Add(outcome);
            if (outcome != Admission.Present) known[refusal.AddressHash] = await KeepOffAsync(c, t, newsletter, reader, refusal);
            if (Stopwatch.GetElapsedTime(began) > atMost) break;
        }
        return done;
    }

    private async Task<KnownReader> KeepOffAsync(DbConnection c, DbTransaction t, long newsletter, KnownReader? known, Refusal refusal)
    {
        await suppressions.BringAsync(c, t, refusal, newsletter);
        known ??= new KnownReader { Hash = refusal.AddressHash, IsOff = false, IsOffEverywhere = false };
        var rows = known.Subscriber is null && known.PublicId is null ? [] : await SubscriptionStore.OfAsync(c, t, refusal.AddressHash);
        foreach (var row in rows.Where(r => r.Newsletter == newsletter || refusal.IsEverywhere))
        {
            if (row.Status.ToState<SubscriptionStatus>().IsEnded() || await ConsentLog.HasConfirmedAsync(c, t, row.PublicId, refusal.At)) continue;
            var to = EndOf(refusal.Reason);
            await store.MoveAsync(c, t, row, to);
            await log.AddAsync(c, t, row, new ConsentAct("left", refusal.Way) { Detail = refusal.Way == "cli" ? $"the publisher says: {refusal.Reason.Text()}" : $"the list says: {refusal.Reason.Text()}" });
            if (row.Newsletter == newsletter) known = known with { Status = to.Text() };
        }
        return known with { IsOff = known.IsOff || !refusal.IsEverywhere, IsOffEverywhere = known.IsOffEverywhere || refusal.IsEverywhere };
    }

    private static SubscriptionStatus EndOf(SuppressionReason reason) => reason switch
    {
        SuppressionReason.Bounced => SubscriptionStatus.Bounced,
        SuppressionReason.Complained => SubscriptionStatus.Complained,
        _ => SubscriptionStatus.Unsubscribed,
    };
}
