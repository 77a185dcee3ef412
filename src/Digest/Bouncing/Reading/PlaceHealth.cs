using System.Collections.Concurrent;
using Dapper;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>
/// Remembers of each place whether it can be read. The operator hears once of a place that can't: at once of what somebody has
/// to mend, of what may pass by itself when it has not.
/// </summary>
internal sealed class PlaceHealth(Writer writer, OperatorEvents operators, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, DateTimeOffset> well = new(StringComparer.Ordinal);

    private const string Well = """
        insert into return_place (name, looked_at) values (@name, @now)
        on conflict (name) do update set looked_at = excluded.looked_at, problem = null, since_at = null
        """;

    private const string Down = """
        insert into return_place (name, problem, since_at) values (@name, @problem, @now)
        on conflict (name) do update set problem = excluded.problem, since_at = coalesce(return_place.since_at, excluded.since_at)
        returning since_at
        """;

    /// <summary>It was looked through. While all goes well that is not written each time.</summary>
    public async Task WellAsync(IPlace place, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (well.TryGetValue(place.Name, out var before) && now - before < Patience) return;
        await writer.WriteAsync((c, t) => c.ExecuteAsync(Well, new { name = place.Name, now }, t), ct);
        well[place.Name] = now;
    }

    /// <summary>It could not be.</summary>
    public Task DownAsync(IPlace place, PlaceDownException down, CancellationToken ct) => writer.WriteAsync(async (c, t) =>
    {
        well.TryRemove(place.Name, out _);
        var now = clock.GetUtcNow();
        var since = await c.ExecuteScalarAsync<DateTimeOffset>(Down, new { name = place.Name, problem = down.Message, now }, t);
        if (down.Passes && now - since < Patience) return;
        await operators.TellAsync(
            c, t, 0, $"return_place:{place.Name}:{since.ToUnixTimeMilliseconds()}", $"Returned mail can't be read from {place.Name}", $"{down.Message}.",
            $"{down.NextStep} Mail goes out all the same; what comes back waits there.");
    }, ct);
}
