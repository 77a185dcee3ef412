using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Digest.Collecting.Fetching;
using Digest.Storage;

namespace Digest.Collecting.Polling;

/// <summary>
/// Hosts that asked to be left alone for a while (429, 503, Retry-After): kept for all sources and pages of the host, over
/// restarts. Kept in memory too, so that those who wait their turn hear of it.
/// </summary>
internal sealed class HostRests(Database database, TimeProvider clock)
{
    private const string Insert = """
        insert into host_rest (host, until_at, reason) values (@host, @until, @reason)
        on conflict (host) do update set until_at = excluded.until_at, reason = excluded.reason where excluded.until_at > host_rest.until_at
        """;

    private const string PutOff = "update source set next_check_at = @until where host = @host and next_check_at < @until";
    private const string Select = "select host, until_at from host_rest where until_at > @now and until_at <= @latest";
    private const string Forget = "delete from host_rest where until_at <= @now or until_at > @latest";

    /// <summary>What lies further ahead was written before the clock was set back.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, DateTimeOffset> resting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks which hosts rest, before many are asked.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var c = await database.OpenAsync(ct);
        foreach (var rest in await c.QueryAsync<Rest>(Select, new { now, latest = now + Longest })) resting[rest.Host] = rest.UntilAt;
        foreach (var (host, until) in resting)
            if (!IsNow(until, now)) resting.TryRemove(KeyValuePair.Create(host, until));
    }

    /// <summary>Until when a host is to be left alone; null: it may be asked.</summary>
    public DateTimeOffset? Until(string host) => resting.TryGetValue(host, out var until) && IsNow(until, clock.GetUtcNow()) ? until : null;

    /// <summary>Nobody asks the host before then. Within a step.</summary>
    public async Task BeginAsync(DbConnection c, DbTransaction t, string host, DateTimeOffset until, string reason)
    {
        if (host.Length == 0) return;
        var now = clock.GetUtcNow();
        await c.ExecuteAsync(Forget, new { now, latest = now + Longest }, t);
        await c.ExecuteAsync(Insert, new { host, until, reason }, t);
        await c.ExecuteAsync(PutOff, new { host, until }, t);
        resting.AddOrUpdate(host, until, (_, known) => known > until && IsNow(known, now) ? known : until);
    }

    /// <summary>Whether it was the host itself that answered, and not one that it redirects to.</summary>
    public static bool IsFrom(FetchResult.Failed? failed, string host) =>
        failed?.Address is { } address && string.Equals(AddressRule.HostOf(address), host, StringComparison.OrdinalIgnoreCase);

    private static bool IsNow(DateTimeOffset until, DateTimeOffset now) => until > now && until <= now + Longest;

    private sealed record Rest
    {
        public required string Host { get; init; }
        public required DateTimeOffset UntilAt { get; init; }
    }
}
