using System.Diagnostics.Metrics;
using Digest.Delivering.Ledger;
using Digest.Delivering.Watching;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Delivering;

/// <summary>How far an edition is, and who hears of one that does not go out.</summary>
internal sealed class ProgressTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_speed_is_that_of_the_last_half_minute_and_tells_the_end()
    {
        var clock = new FakeTimeProvider(Noon);
        var speed = new Speed(clock);
        Assert.That(speed.Look(Counts(0, 10_000)).ToString(), Is.EqualTo("0 of 10000 sent"));
        for (var second = 10; second <= 60; second += 10)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            // A slow start is forgotten.
            var progress = speed.Look(Counts(second <= 30 ? second : 30 + ((second - 30) * 100), 10_000));
            if (second != 60) continue;
            Assert.That(progress.PerSecond, Is.EqualTo(100).Within(0.01));
            Assert.That(progress.EndsAt, Is.EqualTo(Noon.AddSeconds(60 + ((10_000 - 3030) / 100.0))).Within(TimeSpan.FromSeconds(1)));
            Assert.That(progress.ToString(), Is.EqualTo("3030 of 10000 sent, 100 a second; the last leaves about 12:02 UTC"));
            Assert.That(progress.Share, Is.EqualTo(0.303));
        }
    }

    [Test]
    public async Task An_edition_that_nobody_releases_is_told_once([Values] bool held)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync(Digest.Composing.EditionState.Releasing, scheduled: true);
        if (held) await shop.Writer.WriteAsync((c, t) => shop.Get<Digest.Composing.EditionStore>().MoveAsync(c, t, edition.Id, Digest.Composing.EditionState.Releasing, Digest.Composing.EditionState.Held, "by its editor"));
        await shop.Get<Overdue>().LookAsync(default);
        Assert.That(await ToldAsync(shop), Is.Zero, "it is on its way");
        for (var look = 0; look < 3; look++)
        {
            shop.Clock.Advance(TimeSpan.FromMinutes(16));
            await shop.Get<Overdue>().LookAsync(default);
        }
        Assert.That(await ToldAsync(shop), Is.EqualTo(held ? 0 : 1));
    }

    [Test]
    public async Task Readers_who_wait_for_more_than_an_hour_are_told_once([Values] bool sent)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        if (sent)
        {
            var run = await shop.BeginAsync(1);
            await shop.Get<Moves>().EnterAsync(new Move(run, null, (await shop.OpenAsync(1)).Single()));
        }
        shop.Clock.Advance(TimeSpan.FromMinutes(59));
        await shop.Get<Overdue>().LookAsync(default);
        Assert.That(await ToldAsync(shop), Is.Zero);
        shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await shop.Get<Overdue>().LookAsync(default);
        await shop.Get<Overdue>().LookAsync(default);
        Assert.That(await ToldAsync(shop), Is.EqualTo(sent ? 0 : 1));
    }

    [Test]
    public async Task Relays_are_measured_by_their_names()
    {
        await using var shop = await Workshop.OpenAsync();
        var seen = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Name.StartsWith("digest.relay.", StringComparison.Ordinal)) all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {Said(tags)}"));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen.Add($"{instrument.Name} {value} {Said(tags)}"));
        shop.Get<RelayMeters>();
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.That(seen, Is.EquivalentTo(new[]
        {
            "digest.relay.mails 0 relay=outbox answer=accepted", "digest.relay.mails 0 relay=outbox answer=refused",
            "digest.relay.connections 0 relay=outbox", "digest.relay.down 0 relay=outbox",
        }));
    }

    private static string Said(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));

    private static Task<long> ToldAsync(Workshop shop) => shop.CountAsync("select count(*) from event where kind = @kind", new { kind = Digest.Storage.OperatorNotice.Kind });

    private static EditionCounts Counts(long sent, long total) =>
        new() { Waiting = total - sent, Claimed = 0, Deferred = 0, Sent = sent, Failed = 0, Skipped = 0, InDoubt = 0 };
}
