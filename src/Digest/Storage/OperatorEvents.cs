using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace Digest.Storage;

/// <summary>What the operator should hear by mail; Delivering makes letters of these events.</summary>
internal sealed record OperatorNotice(string Once, string What, string Detail, string NextStep)
{
    public const string Kind = "operator";

    public static OperatorNotice FromJson(string json) =>
        JsonSerializer.Deserialize<OperatorNotice>(json) ?? throw new InvalidOperationException("An operator event holds nothing.");
}

/// <summary>Writes such events, each at most once.</summary>
internal sealed class OperatorEvents(Writer writer, EventLog events)
{
    private const string Exists = "select count(*) from event where kind = @kind and substr(data, 1, length(@once)) = @once";

    /// <param name="newsletter">Row number; 0: the whole installation.</param>
    /// <param name="once">A name under which this is told only once.</param>
    /// <param name="what">What happened, in a sentence.</param>
    /// <param name="detail">The fault's own words.</param>
    /// <param name="nextStep">What to do.</param>
    /// <param name="ct">Ends the wait for the writer.</param>
    public Task TellAsync(long newsletter, string once, string what, string detail, string nextStep, CancellationToken ct) =>
        writer.WriteAsync((c, t) => TellAsync(c, t, newsletter, once, what, detail, nextStep), ct);

    /// <summary>The same within a step.</summary>
    public async Task TellAsync(DbConnection c, DbTransaction t, long newsletter, string once, string what, string detail, string nextStep)
    {
        var head = $"{{\"Once\":{JsonSerializer.Serialize(once)},";
        if (await c.ExecuteScalarAsync<long>(Exists, new { kind = OperatorNotice.Kind, once = head }, t) > 0) return;
        await events.AddAsync(c, t, OperatorNotice.Kind, newsletter, new OperatorNotice(once, what, detail, nextStep));
    }
}
