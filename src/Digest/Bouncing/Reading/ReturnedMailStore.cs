using System.Data.Common;
using System.Text.Json;
using Dapper;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

internal enum ReturnedState
{
    /// <summary>To be read, or tried again.</summary>
    Waiting,
    Read,

    /// <summary>Nobody could make anything of it.</summary>
    SetAside,
}

/// <summary>The rows of returned mails. One that is no more waiting stays as it is: seen again, it is only put away.</summary>
internal sealed class ReturnedMailStore(Database database, Node node, TimeProvider clock)
{
    /// <summary>So often is a mail tried.</summary>
    public const int MostTries = 3;

    /// <summary>What made one fail may pass.</summary>
    public static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(1);

    private const string Insert = """
        insert into returned_mail (hash, place, state, first_seen_at) select h.hash, @place, 'waiting', @now from {hashes} h where true
        on conflict (hash) do nothing
        """;

    private const string SelectStates = "select x.hash, x.state from returned_mail x join {hashes} h on h.hash = x.hash";

    private const string IsFree = $"x.hash = @hash and x.state = 'waiting' and (x.due_at is null or x.due_at <= @now) and not ({Node.IsTaken})";

    private const string Take = $"update returned_mail as x set tries = tries + 1, node = @node where {IsFree} and x.tries < @most";

    private const string GiveUp = $"update returned_mail as x set state = 'set_aside', read_at = @now, node = null, problem = coalesce(problem, @problem) where {IsFree}";

    private const string SelectWaiting = "select count(*) from returned_mail where hash = @hash and state = 'waiting'";

    private const string Finish = """
        update returned_mail set state = @state, read_at = @now, node = null, outcome = @outcome, problem = @problem where hash = @hash and state = 'waiting'
        """;

    private const string Fail = """
        update returned_mail set node = null, problem = @problem, due_at = @later, state = case when tries < @most then 'waiting' else 'set_aside' end,
            read_at = case when tries < @most then null else @now end
        where hash = @hash and state = 'waiting'
        """;

    private const string DeleteOld = """
        delete from returned_mail where id in (select id from returned_mail where first_seen_at < @before and state <> 'waiting' order by first_seen_at limit @most)
        """;

    /// <summary>Writes down those that were never seen.</summary>
    public Task RegisterAsync(DbConnection c, DbTransaction t, string place, IEnumerable<FoundMail> mails) =>
        c.ExecuteAsync(OfHashes(Insert, c), new { hashes = Hashes(mails), place, now = clock.GetUtcNow() }, t);

    /// <summary>The states of mails by their <see cref="FoundMail.Name"/>.</summary>
    public async Task<IReadOnlyDictionary<string, ReturnedState>> StatesAsync(IEnumerable<FoundMail> mails, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var rows = await c.QueryAsync<(byte[] Hash, string State)>(OfHashes(SelectStates, c), new { hashes = Hashes(mails) });
        return rows.ToDictionary(r => Convert.ToHexStringLower(r.Hash), r => r.State.ToState<ReturnedState>(), StringComparer.Ordinal);
    }

    /// <summary>Takes the first that is free, from <paramref name="from"/> on, and counts a try; those that had all their tries are set aside.</summary>
    /// <returns>Its index; the count: there is none.</returns>
    public async Task<int> TakeAsync(DbConnection c, DbTransaction t, IReadOnlyList<FoundMail> mails, int from)
    {
        for (; from < mails.Count; from++)
        {
            var (hash, now) = (mails[from].Hash, clock.GetUtcNow());
            if (await c.ExecuteAsync(Take, new { hash, node = node.Id, aliveSince = node.AliveSince, now, most = MostTries }, t) == 1) return from;
            // Left in the middle so often: it ended the process, or the machine.
            await c.ExecuteAsync(GiveUp, new { hash, node = node.Id, aliveSince = node.AliveSince, now, problem = "each try to read it was cut off" }, t);
        }
        return mails.Count;
    }

    /// <summary>False: somebody else brought it to its end.</summary>
    public static async Task<bool> IsWaitingAsync(DbConnection c, DbTransaction t, FoundMail mail) =>
        await c.ExecuteScalarAsync<long>(SelectWaiting, new { hash = mail.Hash }, t) == 1;

    /// <summary>It was read, and this followed.</summary>
    public Task ReadAsync(DbConnection c, DbTransaction t, FoundMail mail, string outcome) => FinishAsync(c, t, mail, ReturnedState.Read, outcome, null);

    /// <summary>Nothing can be made of it, however often it is tried.</summary>
    public Task SetAsideAsync(DbConnection c, DbTransaction t, FoundMail mail, string problem) => FinishAsync(c, t, mail, ReturnedState.SetAside, null, problem);

    /// <summary>It failed; after its last try it is set aside.</summary>
    public Task FailAsync(DbConnection c, DbTransaction t, FoundMail mail, string problem)
    {
        var now = clock.GetUtcNow();
        return c.ExecuteAsync(Fail, new { hash = mail.Hash, problem, most = MostTries, now, later = now + BetweenTries }, t);
    }

    /// <summary>Removes some of those that were first seen before this.</summary>
    /// <returns>How many; fewer than <paramref name="most"/>: no more are left.</returns>
    public static Task<int> DeleteAsync(DbConnection c, DbTransaction t, DateTimeOffset before, int most) =>
        c.ExecuteAsync(DeleteOld, new { before, most }, t);

    private Task<int> FinishAsync(DbConnection c, DbTransaction t, FoundMail mail, ReturnedState state, string? outcome, string? problem) =>
        c.ExecuteAsync(Finish, new { hash = mail.Hash, state = state.Text(), outcome, problem, now = clock.GetUtcNow() }, t);

    private static string OfHashes(string sql, DbConnection c) => sql.Replace("{hashes}", Dialect.Of(c).Hashes, StringComparison.Ordinal);

    private static string Hashes(IEnumerable<FoundMail> mails) => JsonSerializer.Serialize(mails.Select(m => m.Name));
}
