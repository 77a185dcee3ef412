using System.Data.Common;
using System.Text.Json;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Subscribing.Import;

namespace Digest.Subscribing.Erasing;

/// <summary>
/// Erases a person from everything that this installation holds: rows of all rooms in one step, then the outbox and the lists of imports, then what
/// the database's log remembers. The keyed hash and dates stay, and keep every later import out; only the person's own new
/// double opt-in brings them back. What a backup holds stays until the backup goes.
/// </summary>
internal sealed class Erasure(
    ErasureStore store, SubscriptionStore subscriptions, Suppressions suppressions, ConsentLog log, AddressHasher hasher, OutboxErasure outbox,
    SkippedFiles skipped, Scrubbing scrubbing, Writer writer)
{
    /// <summary>All of a person, also what they had at this address before they moved on.</summary>
    /// <returns>False: nobody had it here.</returns>
    public async Task<bool> EraseAsync(MailAddress address, string way, CancellationToken ct)
    {
        var (known, mailed) = await writer.WriteAsync((c, t) => EraseAsync(c, t, address, hasher.Hash(address), way), ct);
        await ForgetAsync(mailed);
        return known;
    }

    /// <summary>The same, by the person's own hand on one of their pages.</summary>
    public async Task EraseAsync(Subscription row, string way)
    {
        // What counts is the hash of the row, whatever would be made of the address today.
        var address = MailAddress.Parse(row.Email) ?? new MailAddress(row.Email, row.Email.ToLowerInvariant());
        var (_, mailed) = await writer.WriteAsync((c, t) => EraseAsync(c, t, address, row.AddressHash, way), CancellationToken.None);
        await ForgetAsync(mailed);
    }

    // What no step of the database can do.
    private async Task ForgetAsync(IEnumerable<MailAddress> mailed)
    {
        // The rows are gone; a caller who hangs up now changes nothing about the rest.
        foreach (var address in mailed)
        {
            await outbox.ForgetAsync(address, CancellationToken.None);
            await skipped.ForgetAsync(address, CancellationToken.None);
        }
        await scrubbing.EmptyLogAsync(CancellationToken.None);
    }

    // Gives back every address that they were mailed at, from before they moved, too.
    private async Task<(bool Known, IReadOnlyCollection<MailAddress> Mailed)> EraseAsync(DbConnection c, DbTransaction t, MailAddress address, byte[] hash, string way)
    {
        var mailed = new Dictionary<string, MailAddress>(StringComparer.Ordinal) { [address.Key] = address };
        var (own, former) = (await ErasureStore.OwnAsync(c, t, hash), await ErasureStore.FormerAsync(c, t, hash));
        foreach (var id in own)
        {
            if (await SubscriptionStore.FindAsync(c, t, id) is not { ErasedAt: null } row) continue;
            foreach (var at in (await ReaderLetters.AddressesAsync(c, t, id)).Concat(await ReaderDeliveries.AddressesAsync(c, t, id)))
                if (MailAddress.Parse(at) is { } earlier) mailed.TryAdd(earlier.Key, earlier);
            await EraseAsync(c, t, row, new ConsentAct("erased", way));
        }
        foreach (var id in former)
            if (await SubscriptionStore.FindAsync(c, t, id) is { } row) await LeaveBehindAsync(c, t, row, address);
        await ReaderLetters.BlankMovesAsync(c, t, address, hasher.HashPerson(address));
        await RequestStore.ForgetAsync(c, t, text => Mentions(text, address));
        // Also of a stranger: whoever asks to be left alone by name is.
        await suppressions.AddAsync(c, t, hash, Suppressions.All, SuppressionReason.Erased);
        return (own.Count + former.Count > 0, mailed.Values);
    }

    /// <summary>Erases one subscription; it ends first when it has not.</summary>
    public async Task EraseAsync(DbConnection c, DbTransaction t, Subscription row, ConsentAct act)
    {
        if (!row.Status.ToState<SubscriptionStatus>().IsEnded()) await subscriptions.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed);
        await log.AddAsync(c, t, row, act);
        await ReaderDeliveries.BlankAsync(c, t, row.Id);
        await Bounces.BlankAsync(c, t, row.Id);
        await ReaderLetters.BlankAsync(c, t, row.Id);
        await store.BlankAsync(c, t, row);
    }

    // It is at another address now, and stays; only what went to this one is forgotten.
    private static async Task LeaveBehindAsync(DbConnection c, DbTransaction t, Subscription row, MailAddress address)
    {
        await ReaderDeliveries.BlankAsync(c, t, row.Id, address);
        await Bounces.BlankAsync(c, t, row.Id);
        await ReaderLetters.BlankAsync(c, t, row.Id, address);
        await ErasureStore.BlankEvidenceAsync(c, t, row.PublicId, row.AddressHash);
    }

    // JSON writes some characters as escapes.
    private static bool Mentions(string text, MailAddress address) =>
        text.Contains(address.Key, StringComparison.OrdinalIgnoreCase)
        || text.Contains(JsonSerializer.Serialize(address.Text).Trim('"'), StringComparison.OrdinalIgnoreCase);
}
