using System.Data.Common;
using Dapper;
using Digest.World;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Tests.Walks;

/// <summary>
/// Writes down every change of a delivery's state by a trigger in the database itself, so that what a process did is known
/// after it was killed. The product doesn't know of it.
/// </summary>
internal sealed class LedgerAudit(Func<DbConnection> open)
{
    private const string OnSqlite = """
        create table audit (id integer primary key, subscription bigint, was text, became text, fence bigint, batch bigint);
        create trigger audit_delivery after update of state on delivery when old.state <> new.state or new.state = 'claimed' begin
            insert into audit (subscription, was, became, fence, batch) values (new.subscription, old.state, new.state, new.fence, new.batch);
        end;
        """;

    private const string OnPostgreSql = """
        create table audit (id bigint generated always as identity, subscription bigint, was text, became text, fence bigint, batch bigint);
        create function audit_delivery() returns trigger language plpgsql as $$ begin
            insert into audit (subscription, was, became, fence, batch) values (new.subscription, old.state, new.state, new.fence, new.batch);
            return new;
        end $$;
        create trigger audit_delivery after update of state on delivery for each row
            when (old.state <> new.state or new.state = 'claimed') execute function audit_delivery();
        """;

    /// <summary>Of SQLite's file in a data folder.</summary>
    public LedgerAudit(string dataFolder) : this(() => new SqliteConnection($"Data Source={Path.Combine(dataFolder, "digest.db")};Pooling=False"))
    {
    }

    public LedgerAudit(PostgresDatabase database) : this(() => new NpgsqlConnection(database.ConnectionString))
    {
    }

    /// <summary>Begins to watch.</summary>
    public async Task WatchAsync()
    {
        await using var c = open();
        await c.ExecuteAsync(c is SqliteConnection ? OnSqlite : OnPostgreSql);
    }

    /// <summary>The addresses of the deliveries in a state.</summary>
    public async Task<IReadOnlyList<string>> InStateAsync(string state)
    {
        await using var c = open();
        return [.. await c.QueryAsync<string>("""
            select r.email from delivery d join subscription s on s.id = d.subscription join subscriber r on r.id = s.subscriber
            where d.state = @state order by r.email
            """, new { state })];
    }

    /// <summary>Who is in doubt for good: tried three times.</summary>
    public async Task<IReadOnlySet<string>> HeldAsync()
    {
        await using var c = open();
        return (await c.QueryAsync<string>("select address from delivery where state = 'in_doubt' and claims = 3")).ToHashSet();
    }

    /// <summary>When each reader of the latest edition was claimed last; who never was, is left out.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ClaimedAsync()
    {
        await using var c = open();
        return (await c.QueryAsync<(string Email, long At)>("""
            select r.email, d.claimed_at from delivery d join subscription s on s.id = d.subscription join subscriber r on r.id = s.subscriber
            where d.claimed_at is not null and d.edition = (select max(id) from edition)
            """)).ToDictionary(r => r.Email, r => DateTimeOffset.FromUnixTimeMilliseconds(r.At));
    }

    /// <summary>
    /// Claims that no rule allows: of a row that was claimed, sent or final; under the same fence twice; under a lower fence
    /// than an earlier one of its batch.
    /// </summary>
    public async Task<IReadOnlyList<string>> WrongClaimsAsync()
    {
        await using var c = open();
        return [.. await c.QueryAsync<string>("""
            select 'subscription ' || a.subscription || ': ' || a.was || ' to claimed under fence ' || a.fence from audit a
            where a.became = 'claimed' and (a.was not in ('waiting', 'deferred', 'in_doubt') or exists (
                select 1 from audit b where b.subscription = a.subscription and b.became = 'claimed' and b.batch = a.batch and b.id < a.id and b.fence >= a.fence))
            """)];
    }

    /// <summary>How many rows an SQL text counts.</summary>
    public async Task<long> CountAsync(string sql, object? parameters = null)
    {
        await using var c = open();
        return await c.ExecuteScalarAsync<long>(sql, parameters);
    }

    /// <summary>A copy of the database as it is at this moment.</summary>
    public async Task CopyAsync(string file)
    {
        await using var c = open();
        await c.ExecuteAsync("vacuum into @file", new { file });
    }

    /// <summary>How many deliveries are sent, as a database file says that nobody uses.</summary>
    public static int CountSent(string file)
    {
        using var c = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        return c.ExecuteScalar<int>("select count(*) from delivery where state = 'sent'");
    }
}
