using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Opml;

/// <summary>What of the rows of sources goes into lists and comes out of them.</summary>
internal sealed class OpmlStore(Database database)
{
    private const string SelectRead = """
        select s.url, s.title, r.topic, r.weight from newsletter_source r join source s on s.id = r.source
        where r.newsletter = @newsletter and r.removed_at is null order by s.id
        """;

    // Until the feed itself says how it is called.
    private const string Name = "update source set title = @title where url = @url and title = ''";

    // One that comes back after it was removed has the topic and weight it had then.
    private const string Place = """
        update newsletter_source set topic = @topic, weight = @weight
        where newsletter = @newsletter and source = (select id from source where url = @url)
        """;

    public async Task<IReadOnlyList<ListedFeed>> OfAsync(long newsletter, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await OfAsync(c, null, newsletter);
    }

    /// <summary>What a newsletter reads, numbered from 1; a title that is not known yet is null.</summary>
    public static async Task<IReadOnlyList<ListedFeed>> OfAsync(DbConnection c, DbTransaction? t, long newsletter) =>
        [.. (await c.QueryAsync<Row>(SelectRead, new { newsletter }, t)).Select((row, i) => new ListedFeed
        {
            Outline = i + 1,
            Url = row.Url,
            Title = row.Title.Length == 0 ? null : row.Title,
            Topic = row.Topic,
            Weight = row.Weight,
        })];

    /// <summary>Gives a source that was just added the title, topic and weight it has in the list.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="url">As it stands in the source's row.</param>
    /// <param name="feed">What the list says.</param>
    public static async Task PlaceAsync(DbConnection c, DbTransaction t, long newsletter, string url, ListedFeed feed)
    {
        await c.ExecuteAsync(Place, new { newsletter, url, topic = feed.Topic, weight = feed.Weight }, t);
        if (feed.Title is { } title) await c.ExecuteAsync(Name, new { url, title }, t);
    }

    private sealed record Row
    {
        public required string Url { get; init; }
        public required string Title { get; init; }
        public required string Topic { get; init; }
        public required double Weight { get; init; }
    }
}
