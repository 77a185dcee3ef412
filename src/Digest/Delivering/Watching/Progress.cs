using System.Globalization;
using Digest.Delivering.Ledger;

namespace Digest.Delivering.Watching;

/// <summary>How far an edition is.</summary>
/// <param name="Counts">Where its deliveries stand.</param>
/// <param name="PerSecond">How many left lately; null: it was not watched for long enough.</param>
/// <param name="EndsAt">When the last one leaves, if it goes on like that; null: nobody can tell.</param>
internal sealed record Progress(EditionCounts Counts, double? PerSecond, DateTimeOffset? EndsAt)
{
    /// <summary>How many are final, of one: 0 to 1.</summary>
    public double Share => Counts.Total == 0 ? 1 : (double)(Counts.Sent + Counts.Failed + Counts.Skipped) / Counts.Total;

    /// <summary>In words, with the end in UTC.</summary>
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Counts.Sent} of {Counts.Total} sent");
        if (PerSecond is { } rate) text += string.Create(CultureInfo.InvariantCulture, $", {rate:0.#} a second");
        foreach (var (count, word) in ((long, string)[])[(Counts.Deferred, "deferred"), (Counts.Failed, "failed"), (Counts.InDoubt, "in doubt")])
            if (count > 0) text += string.Create(CultureInfo.InvariantCulture, $", {count} {word}");
        return EndsAt is { } end ? text + string.Create(CultureInfo.InvariantCulture, $"; the last leaves about {end.UtcDateTime:HH:mm} UTC") : text;
    }
}

/// <summary>Tells the speed of one edition from looks at its counters, over the last half minute.</summary>
internal sealed class Speed(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private readonly Queue<(long At, long Sent)> looks = new();

    /// <param name="counts">As they are now.</param>
    public Progress Look(EditionCounts counts)
    {
        var now = clock.GetTimestamp();
        while (looks.Count > 1 && clock.GetElapsedTime(looks.Peek().At, now) > Window) looks.Dequeue();
        looks.Enqueue((now, counts.Sent));
        var (at, sent) = looks.Peek();
        var passed = clock.GetElapsedTime(at, now);
        if (passed < Shortest) return new Progress(counts, null, null);
        var perSecond = Math.Max(0, counts.Sent - sent) / passed.TotalSeconds;
        // What is put off waits for its own hour, not for its turn.
        return new Progress(counts, perSecond, perSecond > 0 && counts.Waiting > 0 ? clock.GetUtcNow() + TimeSpan.FromSeconds(counts.Waiting / perSecond) : null);
    }
}
