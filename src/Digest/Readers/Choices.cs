using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>What a reader can choose of how the newsletter comes.</summary>
internal sealed record ReaderSettings
{
    /// <summary>One a line; empty: all.</summary>
    public string Topics { get; init; } = "";

    /// <summary>daily or weekly.</summary>
    public string Cadence { get; init; } = "daily";

    /// <summary>IANA name; null: the newsletter's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>For example <c>06:30</c>; null: the newsletter's hour.</summary>
    public string? SendAt { get; init; }

    /// <summary>Of the words around the stories; empty: the newsletter's.</summary>
    public string Language { get; init; } = "";

    /// <summary><c>html</c> or <c>text</c>.</summary>
    public string Format { get; init; } = "html";

    public static ReaderSettings Of(Subscription row) => new()
    {
        Topics = row.Topics,
        Cadence = row.Cadence,
        TimeZone = row.TimeZone,
        SendAt = row.SendAt,
        Language = row.Language,
        Format = row.Format,
    };
}

/// <summary>
/// Readers choose and pause: each in one step, with a line of evidence. Who pauses misses editions from that instant on, so
/// that the first one afterwards is their catch-up. Nothing here happens to who has not confirmed or has gone.
/// </summary>
internal sealed class Choices(SubscriptionStore store, ConsentLog log, TimeProvider clock)
{
    private const int MostPerStep = 500;

    private const string Save = """
        update subscription set topics = @topics, cadence = @cadence, time_zone = @timeZone, send_at = @sendAt, language = @language, format = @format
        where id = @id and status in ('active', 'paused')
        """;

    private const string Until = "update subscription set paused_until = @until, missed_since_at = coalesce(missed_since_at, @now) where id = @id and status = 'paused'";

    private const string SelectWeekly = "select id from subscription where newsletter = @newsletter and cadence = 'weekly' and status = 'active' order by id limit @most";

    private const string TakeDaily = "update subscription set cadence = 'daily' where id = @id and cadence = 'weekly' and status = 'active'";

    private const string SelectDue = "select id from subscription where status = 'paused' and paused_until <= @now order by paused_until limit @most";

    /// <returns>False: nothing changed.</returns>
    public async Task<bool> SaveAsync(DbConnection c, DbTransaction t, Subscription row, ReaderSettings wanted, ConsentAct act)
    {
        var changes = Changes(ReaderSettings.Of(row), wanted);
        if (changes.Length == 0) return false;
        var values = new { id = row.Id, topics = wanted.Topics, cadence = wanted.Cadence, timeZone = wanted.TimeZone, sendAt = wanted.SendAt, language = wanted.Language, format = wanted.Format };
        if (await c.ExecuteAsync(Save, values, t) == 0) return false;
        await log.AddAsync(c, t, row, act with { Act = "settings", Detail = changes });
        return true;
    }

    /// <summary>Pauses, or gives a pause another end.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="row">Active or paused; else nothing happens.</param>
    /// <param name="until">When it ends by itself; null: when the reader says so.</param>
    /// <param name="act">By which way.</param>
    public async Task<bool> PauseAsync(DbConnection c, DbTransaction t, Subscription row, DateTimeOffset? until, ConsentAct act)
    {
        var status = row.Status.ToState<SubscriptionStatus>();
        if (status is not (SubscriptionStatus.Active or SubscriptionStatus.Paused)) return false;
        if (status == SubscriptionStatus.Active && !await store.MoveAsync(c, t, row, SubscriptionStatus.Paused)) return false;
        if (await c.ExecuteAsync(Until, new { id = row.Id, until, now = clock.GetUtcNow() }, t) == 0) return false;
        await log.AddAsync(c, t, row, act with { Act = "paused", Detail = until is null ? null : $"until {until:yyyy-MM-dd HH:mm} UTC" });
        return true;
    }

    /// <returns>False: it was no pause.</returns>
    public async Task<bool> ResumeAsync(DbConnection c, DbTransaction t, Subscription row, ConsentAct act)
    {
        if (row.Status != SubscriptionStatus.Paused.Text() || !await store.MoveAsync(c, t, row, SubscriptionStatus.Active)) return false;
        await log.AddAsync(c, t, row, act with { Act = "resumed" });
        return true;
    }

    /// <summary>Ends pauses whose day has come, a few hundred at a time.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> ResumeDueAsync(DbConnection c, DbTransaction t)
    {
        var due = (await c.QueryAsync<long>(SelectDue, new { now = clock.GetUtcNow(), most = MostPerStep }, t)).AsList();
        foreach (var id in due)
            if (await SubscriptionStore.FindAsync(c, t, id) is { } row) await ResumeAsync(c, t, row, new ConsentAct("resumed", "date"));
        return due.Count == MostPerStep;
    }

    /// <summary>Who reads weekly where no weekly edition is made would get none: they read daily from now on. A few hundred at a time.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> TakeDailyAsync(DbConnection c, DbTransaction t, long newsletter)
    {
        var weekly = (await c.QueryAsync<long>(SelectWeekly, new { newsletter, most = MostPerStep }, t)).AsList();
        foreach (var id in weekly)
            if (await SubscriptionStore.FindAsync(c, t, id) is { } row && await c.ExecuteAsync(TakeDaily, new { id }, t) > 0)
                await log.AddAsync(c, t, row, new ConsentAct("settings", "schedule") { Detail = "cadence: daily, there is no weekly edition" });
        return weekly.Count == MostPerStep;
    }

    // As it will be read by people: what was chosen, in the words of the command line.
    private static string Changes(ReaderSettings was, ReaderSettings now)
    {
        var changes = new List<string>();
        void Note(string name, string? before, string? after, string none)
        {
            if ((before ?? "") != (after ?? "")) changes.Add($"{name}: {(string.IsNullOrEmpty(after) ? none : after.Replace("\n", ", ", StringComparison.Ordinal))}");
        }
        Note("topics", was.Topics, now.Topics, "all");
        Note("cadence", was.Cadence, now.Cadence, "");
        Note("zone", was.TimeZone, now.TimeZone, "the newsletter's");
        Note("hour", was.SendAt, now.SendAt, "the newsletter's");
        Note("language", was.Language, now.Language, "the newsletter's");
        Note("format", was.Format, now.Format, "");
        return string.Join("; ", changes);
    }
}
