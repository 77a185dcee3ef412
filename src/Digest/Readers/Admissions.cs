using System.Data.Common;
using System.Diagnostics;
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

/// <summary>The publisher names readers: by command or file. No way through here lifts a suppression or ends a "no".</summary>
internal sealed class Admissions(SubscriptionStore store, Suppressions suppressions, ConsentLog log, TimeProvider clock)
{
    // Only one step writes at a time.
    private readonly IdPool ids = new();

    /// <summary>What <see cref="AddAsync"/> would do with a person of whom this is known.</summary>
    public static async Task<Admission> JudgeAsync(DbConnection c, DbTransaction? t, KnownReader? known, SubscriptionStatus wanted)
    {
        // Who had gone, and of whom the operator has lifted what stood against them, may be asked; only their confirmation brings them back.
        if (known?.IsGone == true) return !known.IsSuppressed && wanted == SubscriptionStatus.Pending ? Admission.Invited : Admission.KeptOff;
        if (known is { Status: { } text, PublicId: { } id })
        {
            // A "no" of the file counts, unless the person has said yes here themselves.
            if (wanted.IsEnded()) return await ConsentLog.HasConfirmedAsync(c, t, id) ? Admission.Present : Admission.Off;
            return text.ToState<SubscriptionStatus>() == SubscriptionStatus.Pending && wanted == SubscriptionStatus.Active ? Admission.Active : Admission.Present;
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
    /// Makes a row for whoever has none, and the evidence with it. Who is <see cref="Admission.Invited"/> still needs a
    /// confirm letter, in the same step.
    /// </summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="people">Each may be named again; what was said first is there already then.</param>
    /// <param name="atMost">How long it may take; null: as long as it takes.</param>
    /// <returns>What became of the first of them, in order; the others are for the next step.</returns>
    public async Task<IReadOnlyList<Admitted>> AddAsync(
        DbConnection c, DbTransaction t, long newsletter, IReadOnlyList<Newcomer> people, TimeSpan? atMost = null)
    {
        var began = Stopwatch.GetTimestamp();
        var known = await KnownReaders.FindAsync(c, t, newsletter, people.Select(p => p.AddressHash));
        await using var rows = new AdmissionRows(c, t, newsletter, ids, clock.GetUtcNow());
        var done = new List<Admitted>(people.Count);
        foreach (var person in people)
        {
            var (outcome, after) = await AdmitAsync(c, t, newsletter, rows, known[person.AddressHash], person);
            if (after is not null) known[person.AddressHash] = after;
            done.Add(new Admitted(outcome, after?.PublicId));
            if (Stopwatch.GetElapsedTime(began) > atMost) break;
        }
        await rows.SendAsync();
        return done;
    }

    private async Task<(Admission Outcome, KnownReader? After)> AdmitAsync(
        DbConnection c, DbTransaction t, long newsletter, AdmissionRows rows, KnownReader? known, Newcomer person)
    {
        var wanted = person.Wanted.Status;
        // Their rows may be of this step, and are looked at.
        if (known?.PublicId is not null) await rows.SendAsync();
        var outcome = await JudgeAsync(c, t, known, wanted);
        if (outcome == Admission.Present) return (outcome, known);
        if (outcome == Admission.KeptOff) return (outcome, await KeepOffAsync(c, t, newsletter, known, person));
        if (known is { PublicId: { } old }) await MoveAsync(c, t, old, person);
        else
        {
            var publicId = await rows.AddAsync(person, isKnown: known?.Subscriber is not null);
            known = new KnownReader { Hash = person.AddressHash, PublicId = publicId, IsOff = false, IsOffEverywhere = false };
        }
        known = known with { Status = wanted.Text() };
        if (outcome == Admission.Off)
        {
            await ProveLeaveAsync(c, t, newsletter, known, person);
            return (outcome, await KeepOffAsync(c, t, newsletter, known, person));
        }
        // Who is invited has not agreed here yet; it is kept where the address came from.
        await rows.ProveAsync(known.PublicId ?? default, person, outcome == Admission.Invited ? "invited" : person.Act.Act);
        return (outcome, known);
    }

    private async Task MoveAsync(DbConnection c, DbTransaction t, PublicId subscription, Newcomer person)
    {
        if (await SubscriptionStore.FindAsync(c, t, subscription) is not { } row) return;
        // Who comes back may have been erased: nothing but a hash is left of them.
        if (!person.Wanted.Status.IsEnded()) await store.PersonAsync(c, t, person.Address, person.Name);
        await store.MoveAsync(c, t, row, person.Wanted.Status);
    }

    // Leaving is per newsletter; an address that bounces, complains or is blocked is off everywhere.
    private async Task<KnownReader?> KeepOffAsync(DbConnection c, DbTransaction t, long newsletter, KnownReader? known, Newcomer person)
    {
        if (person.Wanted.Off is not { } reason || known is null) return known;
        var isEverywhere = reason != SuppressionReason.Left;
        if (isEverywhere ? known.IsOffEverywhere : known.IsOff) return known;
        await suppressions.AddAsync(c, t, person.AddressHash, isEverywhere ? Suppressions.All : newsletter, reason);
        return known with { IsOff = known.IsOff || !isEverywhere, IsOffEverywhere = known.IsOffEverywhere || isEverywhere };
    }

    private Task ProveLeaveAsync(DbConnection c, DbTransaction t, long newsletter, KnownReader known, Newcomer person) =>
        person.Wanted.Off == SuppressionReason.Left && known.PublicId is { } id
            ? log.AddAsync(c, t, newsletter, id, person.AddressHash, new ConsentAct("left", person.Act.Way)) : Task.CompletedTask;
}
