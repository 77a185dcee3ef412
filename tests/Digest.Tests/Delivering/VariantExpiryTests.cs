using System.Text;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Storage;

namespace Digest.Tests.Delivering;

/// <summary>Rendered mails are kept small, and as long as it was set; nothing that may still be sent goes before.</summary>
[OnBothDatabases]
internal sealed class VariantExpiryTests
{
    private static readonly (string, string) Kept = ("Retention:Editions", "100 d");

    [Test]
    public async Task A_variant_is_stored_small_and_comes_back_as_it_was()
    {
        await using var shop = await Workshop.OpenAsync();
        var edition = await shop.ReleasedAsync();
        var bytes = Enumerable.Range(0, 60_000).Select(i => (byte)(i % 7 == 0 ? '\n' : i % 251)).ToArray();
        var made = new Variant { Name = "odd", Marker = "zz", Headers = Encoding.ASCII.GetBytes("Subject: x\r\n\r\n"), Body = bytes };
        await shop.Writer.WriteAsync((c, t) => VariantStore.AddAsync(c, t, edition.Id, made));
        var back = await shop.Get<VariantStore>().GetAsync(edition.Id, "odd");
        Assert.That((back.Marker, back.Headers, back.Body), Is.EqualTo(("zz", made.Headers, bytes)));
        Assert.That(await shop.CountAsync("select length(body) from variant where name = 'odd'"), Is.LessThan(bytes.Length / 10));
    }

    [Test]
    public async Task A_variant_of_an_older_version_is_read_as_it_stands()
    {
        await using var shop = await Workshop.OpenAsync();
        var edition = await shop.ReleasedAsync();
        await shop.ExecuteAsync("update variant set packed = false, headers = @headers, body = @body", new { headers = "H"u8.ToArray(), body = "B"u8.ToArray() });
        var read = await shop.Get<VariantStore>().GetAsync(edition.Id, Variant.Digest);
        Assert.That((read.Headers, read.Body), Is.EqualTo(("H"u8.ToArray(), "B"u8.ToArray())));
    }

    [Test]
    public async Task Variants_go_after_their_time_and_the_rows_of_edition_and_deliveries_stay()
    {
        await using var shop = await Workshop.OpenAsync(Kept);
        await shop.ReadersAsync(3);
        var edition = await FinishedAsync(shop);
        for (var i = 0; i < 50; i++)
            await shop.Writer.WriteAsync((c, t) => VariantStore.AddAsync(c, t, edition.Id, new Variant { Name = $"v{i}", Marker = "z", Headers = [1], Body = [2] }));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await FinishedAsync(shop);
        shop.Clock.Advance(TimeSpan.FromDays(98.9));
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await VariantsAsync(shop, edition), Is.EqualTo(52));

        shop.Clock.Advance(TimeSpan.FromDays(0.2));
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await VariantsAsync(shop, edition), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from delivery where edition = @id", new { id = edition.Id }), Is.EqualTo(3));
        Assert.That(await shop.CountAsync("select count(*) from story where edition = @id", new { id = edition.Id }), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select count(*) from edition"), Is.EqualTo(2));
    }

    [Test]
    public async Task The_latest_edition_keeps_its_variants_for_whoever_comes_next()
    {
        await using var shop = await Workshop.OpenAsync(Kept);
        var edition = await FinishedAsync(shop);
        shop.Clock.Advance(TimeSpan.FromDays(1000));
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await VariantsAsync(shop, edition), Is.EqualTo(2));

        await FinishedAsync(shop);
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await VariantsAsync(shop, edition), Is.Zero);
    }

    [TestCase("released")]
    [TestCase("paused")]
    [TestCase("finished")]
    public async Task What_may_still_be_sent_is_kept(string state)
    {
        await using var shop = await Workshop.OpenAsync(Kept);
        await shop.ReadersAsync(1);
        var edition = await FinishedAsync(shop);
        await shop.ExecuteAsync("update edition set state = @state where id = @id", new { state, id = edition.Id });
        // Nobody knows of one: an operator may have it sent again.
        if (state == "finished") await shop.ExecuteAsync("update batch set in_doubt = 1 where edition = @id", new { id = edition.Id });
        shop.Clock.Advance(TimeSpan.FromDays(200));
        await FinishedAsync(shop);
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await VariantsAsync(shop, edition), Is.EqualTo(2));
    }

    [Test]
    public async Task A_reader_who_comes_when_the_latest_mails_are_gone_waits_for_the_next()
    {
        await using var shop = await Workshop.OpenAsync(Kept);
        var edition = await FinishedAsync(shop);
        await shop.Writer.WriteAsync((c, t) => VariantStore.DropAsync(c, t, edition.Id, 100));
        var newsletter = await shop.NewsletterAsync();
        var reader = (await shop.ReadersAsync(1))[0];
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.Zero);
    }

    [Test]
    public async Task Less_than_a_day_is_refused()
    {
        var fault = await Assert.ThrowsAsync<Fault>(async () => await Workshop.OpenAsync(("Retention:Editions", "1 h")));
        Assert.That(fault!.Message, Does.Contain("Digest:Retention:Editions").And.Contain("400 d"));
    }

    [Test]
    public async Task A_worker_has_it_among_its_parts()
    {
        await using var shop = await Workshop.OpenAsync();
        Assert.That(shop.Get<IEnumerable<IWorkerPart>>().OfType<VariantExpiry>().Count(), Is.EqualTo(1));
    }

    private static async Task<Edition> FinishedAsync(Workshop shop)
    {
        var edition = await shop.ReleasedAsync();
        await shop.ExecuteAsync("update delivery set state = 'sent'");
        await shop.ExecuteAsync("update batch set sent = sent + waiting, waiting = 0");
        await shop.ExecuteAsync("update edition set state = 'finished', finished_at = @at where id = @id", new { at = shop.Clock.GetUtcNow(), id = edition.Id });
        return edition;
    }

    private static Task<long> VariantsAsync(Workshop shop, Edition edition) => shop.CountAsync("select count(*) from variant where edition = @id", new { id = edition.Id });
}
