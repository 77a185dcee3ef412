using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;

namespace Digest.Tests.Delivering;

/// <summary>When a reader's mail can't be made again, the reason is said instead of a mail that only looks the same.</summary>
[OnBothDatabases]
internal sealed class MailProofTests
{
    private const string Reader = "r1@readers.example";

    [Test]
    public async Task Before_the_first_byte_it_is_the_mail_that_will_be_sent()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        var before = await ProofAsync(shop, edition);
        var mails = await EditionMails.OpenAsync(edition.Id, shop.Get<EditionStore>(), shop.Get<VariantStore>(), shop.Get<Digest.Storage.Newsletters.NewsletterStore>(), shop.Get<Tokens>(), shop.Get<AddressHasher>(), shop.Get<Digest.Storage.StorageOptions>(), shop.Get<Digest.Delivering.Signing.MailSigner>(), shop.Get<ReturnPaths>(), default);
        var delivery = (await shop.OpenAsync(1)).Single();
        var address = await ClaimAsync(shop, delivery);
        Assert.That((before.Outcome, before.State), Is.EqualTo((ProofOutcome.Made, DeliveryState.Waiting)));
        Assert.That(before.Mail.ToArray(), Is.EqualTo((await mails.MakeAsync(delivery, address, default)).Bytes.ToArray()));
        Assert.That((await ProofAsync(shop, edition)).Mail.ToArray(), Is.EqualTo(before.Mail.ToArray()));
    }

    [Test]
    public async Task It_is_made_from_the_address_as_it_was_written_when_it_was_sent()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        await ClaimAsync(shop, (await shop.OpenAsync(1)).Single());
        var sent = await ProofAsync(shop, edition);
        await shop.ExecuteAsync("update subscriber set email = 'R1@readers.example'");
        Assert.That((await ProofAsync(shop, edition)).Mail.ToArray(), Is.EqualTo(sent.Mail.ToArray()));
    }

    [Test]
    public async Task Who_has_another_address_since_is_told_so_under_both()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        await ClaimAsync(shop, (await shop.OpenAsync(1)).Single());
        var hash = shop.Get<AddressHasher>().Hash(MailAddress.Parse("new@readers.example")!);
        await shop.ExecuteAsync("update subscriber set email = 'new@readers.example', address_key = 'new@readers.example', address_hash = @hash", new { hash });
        Assert.That((await ProofAsync(shop, edition)).Outcome, Is.EqualTo(ProofOutcome.AddressChanged));
        Assert.That((await ProofAsync(shop, edition, "new@readers.example")).Outcome, Is.EqualTo(ProofOutcome.AddressChanged));
    }

    [Test]
    public async Task Who_was_never_here_and_who_was_erased_are_told_apart()
    {
        await using var shop = await Workshop.OpenAsync();
        var reader = (await shop.ReadersAsync(1))[0];
        var edition = await shop.ReleasedAsync();
        await shop.Writer.WriteAsync((c, t) => shop.Get<ConsentLog>().AddAsync(c, t, reader.Newsletter, reader.PublicId, reader.AddressHash, new ConsentAct("confirmed", "page")));
        await shop.ExecuteAsync("delete from delivery");
        await shop.ExecuteAsync("delete from subscription");
        await shop.ExecuteAsync("delete from subscriber");
        Assert.That((await ProofAsync(shop, edition)).Outcome, Is.EqualTo(ProofOutcome.Erased));
        Assert.That((await ProofAsync(shop, edition, "nobody@readers.example")).Outcome, Is.EqualTo(ProofOutcome.NoReader));
    }

    [Test]
    public async Task Who_came_after_the_release_has_no_mail_of_it_and_a_draft_has_none_of_anybody()
    {
        await using var shop = await Workshop.OpenAsync();
        var edition = await shop.ReleasedAsync();
        await shop.ReadersAsync(1);
        Assert.That((await ProofAsync(shop, edition with { State = "released" })).Outcome, Is.EqualTo(ProofOutcome.NoDelivery));
        Assert.That((await ProofAsync(shop, edition with { State = "draft" })).Outcome, Is.EqualTo(ProofOutcome.NotPlanned));
    }

    [Test]
    public async Task What_is_not_kept_any_more_is_said_and_what_was_skipped_tells_why()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        await shop.ExecuteAsync("update delivery set state = 'skipped', reason = 'left'");
        var skipped = await ProofAsync(shop, edition);
        Assert.That((skipped.Outcome, skipped.State, skipped.Reason), Is.EqualTo((ProofOutcome.Made, DeliveryState.Skipped, "left")));
        await shop.ExecuteAsync("delete from variant");
        Assert.That((await ProofAsync(shop, edition)).Outcome, Is.EqualTo(ProofOutcome.NotKept));
    }

    private static Task<MailProof> ProofAsync(Workshop shop, Edition edition, string address = Reader) =>
        shop.Get<MailProofs>().OfAsync(edition, MailAddress.Parse(address)!, default);

    private static async Task<string> ClaimAsync(Workshop shop, Delivery delivery)
    {
        var run = await shop.BeginAsync(delivery.Batch);
        return (await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run))).Address;
    }
}
