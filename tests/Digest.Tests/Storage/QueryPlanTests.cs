using System.Reflection;
using System.Text.RegularExpressions;
using Digest.Storage;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Storage;

/// <summary>
/// No statement of the product reads a large table from end to end, unless that is its purpose: asked of SQLite's planner for
/// each text that a class holds as a constant.
/// </summary>
internal sealed partial class QueryPlanTests
{
    /// <summary>Tables that grow with the readers or with what happens to them.</summary>
    private static readonly string[] Large = ["delivery", "subscription", "subscriber", "suppression", "consent", "letter", "event", "article", "candidate", "page", "bounce", "returned_mail"];

    /// <summary>What is meant to look at all, with the reason.</summary>
    private static readonly Dictionary<string, string> MeantTo = new()
    {
        ["NewsletterStore.Insert"] = "once for a newsletter, and by an index",
        ["ConsentLog.Select"] = "a part that others narrow",
        ["ConsentLog.CountOf"] = "a person asks what is kept of them",
        ["ConsentLog.SelectByHash"] = "a person asks what is kept of them",
        ["ReaderRecords.SelectSuppressions"] = "an operator exports all",
        ["ReaderRecords.SelectAllSuppressions"] = "a part that others narrow",
        ["ReaderRecords.SelectEverySuppression"] = "an operator exports all",
        ["ReaderRecords.SelectConsents"] = "an operator exports all",
        ["SubscriptionStore.Select"] = "a part that others narrow",
        ["SubscriptionStore.CountByStatus"] = "an operator counts all",
        ["ReaderLetters.Blank"] = "somebody is erased",
        ["SlowLane.Waits"] = "the index holds only those that wait",
        ["SlowLane.SelectDomains"] = "the index holds only those that wait",
        ["OpenDeliveries.Select"] = "a part that others narrow",
        ["Explanation.SelectByAddress"] = "an editor asks about one article",
        ["Candidates.SettleOpen"] = "the index holds only those that wait",
        ["PageStore.ExistsDue"] = "the index holds only those that are due",
        ["PageStore.SelectDue"] = "the index holds only those that are due",
        ["ReturnedMailList.Select"] = "a part that others narrow",
        ["ReturnedMailList.Newest"] = "by its index, as many as an operator asks for",
        ["ReturnedMailList.NewestOf"] = "by its index, as many as an operator asks for",
        ["Explanation.SelectElsewhere"] = "an editor asks about one article",
    };

    [Test]
    public async Task No_statement_reads_a_large_table_from_end_to_end()
    {
        await using var database = await TestDatabase.OpenAsync();
        await using var site = await TestSite.StartAsync();
        await using var c = (SqliteConnection)await site.Get<Database>().OpenAsync();
        var (looked, wrong) = (0, new List<string>());
        foreach (var (name, sql) in Statements())
        {
            if (await PlanAsync(c, sql) is not { } plan) continue;
            looked++;
            if (plan.Where(step => IsWhole(step, sql)).ToList() is { Count: > 0 } whole && !MeantTo.ContainsKey(name)) wrong.Add($"{name}: {string.Join("; ", whole)}");
        }
        TestContext.Out.WriteLine($"{looked} statements");
        Assert.That(looked, Is.GreaterThan(150));
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    /// <summary>Each text that a class of the product holds as a constant.</summary>
    public static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(Database).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field is { IsLiteral: true, FieldType: var kind } && kind == typeof(string)
        let text = ((string)field.GetRawConstantValue()!).Trim()
        where Verb().IsMatch(text)
        select ($"{type.Name}.{field.Name}", text);

    /// <summary>Null: it is a part of a statement.</summary>
    private static async Task<List<string>?> PlanAsync(SqliteConnection c, string sql)
    {
        await using var command = c.CreateCommand();
        command.CommandText = "explain query plan " + WithValues(sql);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            var plan = new List<string>();
            while (await reader.ReadAsync()) plan.Add(reader.GetString(3));
            return plan;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>A statement with numbers where its parameters are.</summary>
    public static string WithValues(string sql) => Parameter().Replace(Many().Replace(sql, "in (1, 2)"), "1");

    // A plan knows a table by the name that the statement gives it.
    private static bool IsWhole(string step, string sql) => WholeTable().Match(step) is { Success: true } match
        && Large.Any(table => match.Groups[1].Value == table || Regex.IsMatch(sql, $@"\b{table}\s+(as\s+)?{match.Groups[1].Value}\b"));

    [GeneratedRegex(@"^(select|insert|update|delete|with)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\bin @\w+")]
    private static partial Regex Many();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^SCAN (\w+)")]
    private static partial Regex WholeTable();
}
