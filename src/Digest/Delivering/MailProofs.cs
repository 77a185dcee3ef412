using System.Data.Common;
using Dapper;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering;

internal enum ProofOutcome
{
    /// <summary>These are the bytes.</summary>
    Made,

    /// <summary>The address was never known here.</summary>
    NoReader,

    /// <summary>The address was known and has been erased: its hash is all that is left.</summary>
    Erased,

    /// <summary>The reader is known by another address now; the links in the mail were made for the one before.</summary>
    AddressChanged,

    /// <summary>Deliveries of the edition are not planned yet.</summary>
    NotPlanned,

    /// <summary>The edition was not meant for this reader.</summary>
    NoDelivery,

    /// <summary>The edition's mails are not kept any more.</summary>
    NotKept,

    /// <summary>Who got the edition is not kept any more.</summary>
    NotRecorded,
}

/// <param name="Outcome">Whether the mail could be made again.</param>
/// <param name="Mail">Its bytes; empty unless made.</param>
/// <param name="State">Of the delivery; null unless made.</param>
/// <param name="Reason">Why it was skipped or failed; null: no reason, or not made.</param>
internal sealed record MailProof(ProofOutcome Outcome, ReadOnlyMemory<byte> Mail = default, DeliveryState? State = null, string? Reason = null);

/// <summary>
/// Makes again the very bytes that one reader got of an edition, or will get: the frozen variant, the delivery's date,
/// key and ids, and the address that its first claim froze. It is signed with
/// the keys of now: after a change of keys the signatures differ, and nothing else. Reads only.
/// </summary>
internal sealed class MailProofs(
    Database database, EditionStore editions, VariantStore variants, NewsletterStore newsletters, Tokens tokens, AddressHasher hasher, StorageOptions options, MailSigner signer, ReturnPaths paths)
{
    private const string SelectReader = "select p.id from subscriber p where p.address_hash = @hash and p.erased_at is null";

    private const string SelectDelivery = OpenDeliveries.Select + " where d.edition = @edition and p.id = @reader";

    private const string SelectAddress = """
        select coalesce(d.address, p.email) as address, d.reason
        from delivery d join subscription s on s.id = d.subscription join subscriber p on p.id = s.subscriber
        where d.edition = @edition and d.subscription = @subscription
        """;

    private const string CountMailed = "select count(*) from delivery where edition = @edition and lower(address) = @key";

    public async Task<MailProof> OfAsync(Edition edition, MailAddress address, CancellationToken ct)
    {
        if (!edition.KeepsDeliveries) return new MailProof(ProofOutcome.NotRecorded);
        await using var c = await database.OpenAsync(ct);
        var hash = hasher.Hash(address);
        if (await c.ExecuteScalarAsync<long?>(SelectReader, new { hash }) is not { } reader)
            return new MailProof(await WhyUnknownAsync(c, edition, address, hash));
        if (await c.QuerySingleOrDefaultAsync<Delivery>(SelectDelivery, new { edition = edition.Id, reader }) is not { } delivery)
            return new MailProof(edition.State is "draft" or "held" or "releasing" ? ProofOutcome.NotPlanned : ProofOutcome.NoDelivery);
        var mailed = await c.QuerySingleAsync<Mailed>(SelectAddress, new { edition = edition.Id, subscription = delivery.Subscription });
        if (MailAddress.Parse(mailed.Address) is not { } frozen || !hasher.Hash(frozen).SequenceEqual(delivery.AddressHash))
            return new MailProof(ProofOutcome.AddressChanged);
        if (await variants.FindAsync(edition.Id, delivery.Variant, ct) is null) return new MailProof(ProofOutcome.NotKept);
        var mails = await EditionMails.OpenAsync(edition.Id, editions, variants, newsletters, tokens, hasher, options, signer, paths, ct);
        var mail = await mails.MakeAsync(delivery, mailed.Address, ct);
        return new MailProof(ProofOutcome.Made, mail.Bytes.ToArray(), delivery.State.ToState<DeliveryState>(), mailed.Reason);
    }

    private static async Task<ProofOutcome> WhyUnknownAsync(DbConnection c, Edition edition, MailAddress address, byte[] hash)
    {
        if (await c.ExecuteScalarAsync<long>(CountMailed, new { edition = edition.Id, key = address.Key }) > 0) return ProofOutcome.AddressChanged;
        return await ConsentLog.KnowsAsync(c, hash) ? ProofOutcome.Erased : ProofOutcome.NoReader;
    }

    private sealed record Mailed
    {
        public required string Address { get; init; }
        public string? Reason { get; init; }
    }
}
