using Dapper;
using Digest.Storage;
using Digest.Tests.Delivering;

namespace Digest.Tests.Storage;

/// <summary>What is asked every hour looks at what is old, by an index, however much there is that is not: asked of both planners.</summary>
[OnBothDatabases]
internal sealed class OldRowsPlanTests
{
    private Workshop shop = null!;

    [OneTimeSetUp]
    public async Task Open() => shop = await Workshop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await shop.DisposeAsync();

    [TestCase("OldDeliveries.SelectNext", "edition_deliveries", "edition_deliveries")]
    [TestCase("OldDeliveries.SelectThrough", "((edition,subscription)>(?,?) AND edition<?)", "delivery_pkey")]
    [TestCase("OldDeliveries.Delete", "((edition,subscription)>(?,?) AND (edition,subscription)<(?,?))", "delivery_pkey")]
    [TestCase("OldDeliveries.DeleteBounces", "bounce_edition", "bounce_edition")]
    [TestCase("OldArticles.SelectOld", "article_texts (changed_at>? AND changed_at<?)", "article_texts")]
    [TestCase("OldArticles.SelectOld", "candidate_article", "candidate_article")]
    [TestCase("OldArticles.Blank", "candidate_article", "candidate_article")]
    [TestCase("OldArticles.DeletePages", "(article=?)", "page_pkey")]
    [TestCase("VariantExpiry.Next", "edition_variants", "edition_variants")]
    [TestCase("ReturnedMailStore.DeleteOld", "returned_mail_seen", "returned_mail_seen")]
    public async Task What_has_become_old_is_found_by_its_index(string statement, string onSqlite, string onPostgreSql)
    {
        var plan = await PlanAsync(QueryPlanTests.Statements().Single(s => s.Name == statement).Sql);
        Assert.That(plan, Does.Contain(TestDatabase.IsPostgreSql ? onPostgreSql : onSqlite));
        Assert.That(plan, Does.Not.Contain("Seq Scan").And.Not.Match("SCAN [ea]\\b").And.Not.Contain("TEMP B-TREE").And.Not.Contain("Sort"));
    }

    private async Task<string> PlanAsync(string sql)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        var text = QueryPlanTests.WithValues(sql);
        if (!TestDatabase.IsPostgreSql) return string.Join('\n', (await c.QueryAsync<Step>($"explain query plan {text}")).Select(s => s.Detail));
        // Of an empty table it would read the whole, rather than an index of it.
        await using var t = await c.BeginTransactionAsync();
        await c.ExecuteAsync("set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off", transaction: t);
        return string.Join('\n', await c.QueryAsync<string>($"explain {text}", transaction: t));
    }

    private sealed record Step
    {
        public required string Detail { get; init; }
    }
}
