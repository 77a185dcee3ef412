using System.Data.Common;
using Dapper;

namespace Digest.Collecting;

/// <summary>The topics of a newsletter: what its sources are filed under.</summary>
internal static class NewsletterTopics
{
    private const string Select = "select distinct topic from newsletter_source where newsletter = @newsletter and removed_at is null and topic <> '' order by topic";

    public static async Task<IReadOnlyList<string>> OfAsync(DbConnection c, long newsletter) =>
        (await c.QueryAsync<string>(Select, new { newsletter })).AsList();
}
