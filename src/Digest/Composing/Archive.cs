using Dapper;
using Digest.Storage;

namespace Digest.Composing;

/// <summary>What lists of published editions say of their stories, in one query each.</summary>
internal sealed class Archive(Database database)
{
    private const string Published = $"""
        select id from edition where newsletter = @newsletter and {EditionStore.WentOut}
        order by date desc, n desc, cadence limit @limit
        """;

    private const string SelectCounts = $"select edition, count(*) from story where edition in ({Published}) group by edition";

    private const string SelectTitles = $"select edition, title from story where edition in ({Published}) order by edition, position";

    /// <summary>How many stories each of the newest published editions has, by the edition's row number.</summary>
    public async Task<IReadOnlyDictionary<long, long>> StoryCountsAsync(long newsletter, int limit, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(long Edition, long Stories)>(SelectCounts, new { newsletter, limit })).ToDictionary(r => r.Edition, r => r.Stories);
    }

    /// <summary>The titles of the newest published editions' stories, in order, by the edition's row number.</summary>
    public async Task<ILookup<long, string>> TitlesAsync(long newsletter, int limit, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(long Edition, string Title)>(SelectTitles, new { newsletter, limit })).ToLookup(r => r.Edition, r => r.Title);
    }
}
