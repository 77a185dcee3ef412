using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>The few words and manners in which the databases differ. Everything else is one SQL text for both.</summary>
internal abstract class Dialect
{
    public static readonly Dialect Sqlite = new SqliteDialect();
    public static readonly Dialect PostgreSql = new PostgreSqlDialect();

    /// <summary>What the migrations write for <c>$row$</c>: a row number that the database hands out.</summary>
    public abstract string RowNumber { get; }

    /// <summary>What the migrations write for <c>$room$</c>: pages of deliveries are filled to the half only.</summary>
    public abstract string Room { get; }

    /// <summary>Counts 1 when migrations ever ran: DbUp's own table is there.</summary>
    public abstract string HasJournal { get; }

    /// <summary>
    /// An expression that makes the public ids of rows that one statement inserts in bulk: 14 random bytes behind the parameter
    /// <c>@place</c>, 2 random bytes that they share. See <see cref="PublicId.NewPlace"/>.
    /// </summary>
    public abstract string RandomIds { get; }

    /// <summary>A table of the column <c>hash</c>, of a parameter <c>@hashes</c> that is a JSON array of hexadecimal texts: many keys looked up at once.</summary>
    public abstract string Hashes { get; }

    /// <summary>A table of the column <c>value</c>, a JSON value each, of a parameter that is a JSON array. See <see cref="ValueTable"/>.</summary>
    public abstract string JsonRows(string parameter);

    /// <summary>The dialect that a connection speaks.</summary>
    public static Dialect Of(DbConnection connection) => connection is SqliteConnection ? Sqlite : PostgreSql;

    /// <summary>Begins a transaction for writing.</summary>
    public abstract Task<DbTransaction> BeginAsync(DbConnection connection);

    /// <summary>
    /// An expression by which a transaction for writing waits for its turn: until no other writes, in this process or another;
    /// beside others, only until none writes alone. See <see cref="Writer"/>.
    /// </summary>
    public abstract string Turn(bool beside);

    /// <summary>Said to a connection before it writes very many rows, and, with <paramref name="many"/> false, after it.</summary>
    public abstract Task ExpectAsync(DbConnection connection, DbTransaction transaction, bool many);

    /// <summary>Whether a fault of the database is of a kind that passes: locked, full, cut off, stopping.</summary>
    public abstract bool IsPassing(DbException fault);

    /// <summary>Whether the database ended a transaction to let another go on: the same steps may be run again.</summary>
    public abstract bool IsForOthers(Exception fault);
}
