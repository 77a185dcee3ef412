using System.Data.Common;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing.Records;

/// <summary>Gathers what the rooms hold of a person. Reads only.</summary>
internal sealed class PersonRecords(Database database, AddressHasher hasher)
{
    /// <summary>For the person themselves: by their row, and by what was theirs before it moved.</summary>
    public async Task<PersonRecord> OfAsync(Subscription row, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await GatherAsync(c, row.AddressHash, []);
    }

    /// <summary>For the operator: also what only the keyed hash tells. Reads the whole log of evidence.</summary>
    public async Task<PersonRecord> OfAsync(MailAddress address, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var hash = hasher.Hash(address);
        return await GatherAsync(c, hash, await ConsentLog.OfAsync(c, hash));
    }

    private static async Task<PersonRecord> GatherAsync(DbConnection c, byte[] hash, IReadOnlyList<Evidence> all)
    {
        var newsletters = (await NewsletterStore.AllAsync(c, null)).ToDictionary(n => n.Id, n => (n.Slug, n.Name));
        (string Slug, string Name) Named(long id) => newsletters.TryGetValue(id, out var known) ? known : ($"#{id}", $"newsletter #{id} (deleted)");
        var (own, former) = (await ErasureStore.OwnAsync(c, null, hash), await ErasureStore.FormerAsync(c, null, hash));
        var records = new List<SubscriptionRecord>();
        foreach (var (id, isFormer) in own.Select(id => (id, false)).Concat(former.Except(own).Select(id => (id, true))))
        {
            if (await SubscriptionStore.FindAsync(c, null, id) is not { } row) continue;
            // What came after it moved on is the other address's.
            var evidence = (await ConsentLog.OfAsync(c, row.PublicId)).Where(e => !isFormer || e.AddressHash.AsSpan().SequenceEqual(hash)).ToList();
            var (slug, name) = Named(row.Newsletter);
            records.Add(new SubscriptionRecord(
                row, slug, name, isFormer, evidence, isFormer ? [] : await ReaderDeliveries.OfAsync(c, id),
                isFormer ? null : await ReaderDeliveries.GoneUntilAsync(c, row), isFormer ? [] : await ReaderLetters.OfAsync(c, id), isFormer ? [] : await Bounces.OfAsync(c, id)));
        }
        var known = records.Select(r => r.Row.PublicId).ToHashSet();
        var person = records.Find(r => !r.IsFormer)?.Row;
        return new PersonRecord(
            person is { Email.Length: > 0 } ? person.Email : null, person?.Name ?? "", person?.ErasedAt, records,
            [.. (await Suppressions.SinceAsync(c, hash)).Select(s => (s.Newsletter == Suppressions.All ? null : Named(s.Newsletter).Slug, s))],
            [.. all.Where(e => !known.Contains(PublicId.FromBytes(e.Subscription))).Select(e => (Named(e.Newsletter).Slug, e))]);
    }
}
