using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
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
    private const string Select = "select host, until_at from host_rest where until_at > @now";
    private const string Forget = "delete from host_rest where until_at <= @now";

    private readonly ConcurrentDictionary<string, DateTimeOffset> resting = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks which hosts rest, before many are asked.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var c = await database.OpenAsync(ct);
        foreach (var rest in await c.QueryAsync<Rest>(Select, new { now })) resting[rest.Host] = rest.UntilAt;
        foreach (var (host, until) in resting)
            if (until <= now) resting.TryRemove(KeyValuePair.Create(host, until));
    }

    /// <summary>Until when a host is to be left alone; null: it may be asked.</summary>
    public DateTimeOffset? Until(string host) => resting.TryGetValue(host, out var until) && until > clock.GetUtcNow() ? until : null;

    /// <summary>Nobody asks the host before then. Within a step.</summary>
    public async Task BeginAsync(DbConnection c, DbTransaction t, string host, DateTimeOffset until, string reason)
    {
        if (host.Length == 0) return;
        await c.ExecuteAsync(Forget, new { now = clock.GetUtcNow() }, t);
        await c.ExecuteAsync(Insert, new { host, until, reason }, t);
        await c.ExecuteAsync(PutOff, new { host, until }, t);
        resting.AddOrUpdate(host, until, (_, known) => known > until ? known : until);
    }

    private sealed record Rest
    {
        public required string Host { get; init; }
        public required DateTimeOffset UntilAt { get; init; }
    }
}
