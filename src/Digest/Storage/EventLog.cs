using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Digest.Storage;

/// <summary>Something that happened, for people and for rooms further down. Ids, never addresses.</summary>
internal sealed record Event
{
    public required long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Kind { get; init; }
    /// <summary>Row number of the newsletter; 0: the event concerns the whole installation.</summary>
    public required long Newsletter { get; init; }
    public required string Data { get; init; }
}

/// <summary>The append-only log of events. Written within the step that it reports, so it never tells what did not happen.</summary>
internal sealed class EventLog(TimeProvider clock)
{
    private const string Insert = """
        insert into event (at, kind, newsletter, data) values (@at, @kind, @newsletter, @data)
        """;

    public Task AddAsync(DbConnection c, DbTransaction t, string kind, long newsletter, object data) =>
        c.ExecuteAsync(Insert, new { at = clock.GetUtcNow(), kind, newsletter, data = JsonSerializer.Serialize(data) }, t);
}
