using System.Collections.Concurrent;
using Digest.Composing;
using Digest.Composing.Mime;
using Digest.Composing.Variants;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering;

/// <summary>Makes the mails of one edition: its variants are read once, then each mail is a splice.</summary>
internal sealed class EditionMails(Edition edition, Newsletter newsletter, string from, VariantStore kept, Tokens tokens, AddressHasher hasher, MailSigner signer, ReturnPaths paths)
{
    private readonly ConcurrentDictionary<string, MailSplicer> variants = new(StringComparer.Ordinal);

    /// <exception cref="Fault">The edition or its newsletter is gone.</exception>
    public static async Task<EditionMails> OpenAsync(
        long id, EditionStore store, VariantStore kept, NewsletterStore newsletters, Tokens tokens, AddressHasher hasher, StorageOptions options,
        MailSigner signer, ReturnPaths paths, CancellationToken ct)
    {
        var edition = await store.FindAsync(id, ct) ?? throw new Fault($"Edition {id} is gone.");
        var newsletter = (await newsletters.AllAsync(ct)).FirstOrDefault(n => n.Id == edition.Newsletter)
            ?? throw new Fault($"The newsletter of edition {edition.Name} is gone.");
        return new EditionMails(edition, newsletter, Sender.AddressOf(newsletter, options), kept, tokens, hasher, signer, paths);
    }

    /// <summary>The mail of one delivery: the same bytes each time.</summary>
    public async Task<OutgoingMail> MakeAsync(Delivery delivery, string address, CancellationToken ct)
    {
        if (!variants.TryGetValue(delivery.Variant, out var splicer))
            splicer = variants[delivery.Variant] = new MailSplicer(await kept.GetAsync(edition.Id, delivery.Variant, ct), signer);
        // Of the address that this mail goes to, which gets no key to one that the reader has moved to since.
        var hash = address == delivery.Email || MailAddress.Parse(address) is not { } mailed ? delivery.AddressHash : hasher.Hash(mailed);
        string Token(TokenPurpose purpose) => tokens.Write(new Token(
            purpose, delivery.KeyNumber, delivery.DatedAt, delivery.SubscriptionId, newsletter.PublicId, hash));
        var path = paths.OfDelivery(delivery.PublicId, delivery.KeyNumber, from);
        var bytes = splicer.Splice(new SlotValues(
            Token(TokenPurpose.Leave), Token(TokenPurpose.Preferences), address, delivery.SinceAt, delivery.DatedAt, path.Id,
            splicer.OffersLeaveByMail ? paths.LeaveKey(delivery.SubscriptionId, delivery.KeyNumber) : ""));
        return new OutgoingMail($"{path.Id}@{splicer.Domain}", path.Sender, address, bytes);
    }
}
