using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>One file, one writer.</summary>
internal sealed class SqliteDialect : Dialect
{
    // Pages that many rows land on stay in memory (48 MB) and go from the log into the file less often. Without it most of
    // the time goes by reading and writing the same pages of indexes.
    private const string ForManyRows = "pragma cache_size = -49152; pragma wal_autocheckpoint = 8000";
    private const string ForFewRows = "pragma cache_size = -2000; pragma wal_autocheckpoint = 1000";

    public override string RowNumber => "integer primary key";

    public override string Room => "";

    public override string HasJournal => "select count(*) from sqlite_master where name = 'SchemaVersions'";

    // Bytes joined to bytes are text to SQLite, of the same bytes.
    public override string RandomIds => "cast(@place || randomblob(14) as blob)";

    public override string Hashes => "(select unhex(value) as hash from json_each(@hashes))";

    public override string JsonRows(string parameter) => $"json_each(@{parameter})";

    public override Task<DbTransaction> BeginAsync(DbConnection connection) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    // Who has begun has the lock.
    public override string Turn(bool beside) => "1";

    public override Task ExpectAsync(DbConnection connection, DbTransaction transaction, bool many) =>
        connection.ExecuteAsync(many ? ForManyRows : ForFewRows, transaction: transaction);

    // Result codes: busy, locked, readonly, input/output error, full, can't open.
    public override bool IsPassing(DbException fault) => fault is SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 };

    public override bool IsForOthers(Exception fault) => false;
}
