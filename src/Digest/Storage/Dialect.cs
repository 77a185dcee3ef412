namespace Digest.Storage;

/// <summary>The few words in which the databases differ. Everything else is one SQL text for both.</summary>
internal static class Dialect
{
    /// <summary>What the migrations write for <c>$row$</c>: a row number that the database hands out.</summary>
    public const string RowNumber = "integer primary key";

    /// <summary>Counts 1 when migrations ever ran: DbUp's own table is there.</summary>
    public const string HasJournal = "select count(*) from sqlite_master where name = 'SchemaVersions'";

    /// <summary>An expression that makes 16 random bytes, for public ids of rows that one statement inserts in bulk.</summary>
    public const string RandomId = "randomblob(16)";

    /// <summary>A table of the column <c>hash</c>, of a parameter <c>@hashes</c> that is a JSON array of hexadecimal texts: many keys looked up at once.</summary>
    public const string Hashes = "(select unhex(value) as hash from json_each(@hashes))";

    /// <summary>
    /// Said to a connection before it writes very many rows: pages that many rows land on stay in memory (48 MB) and go from the
    /// log into the file less often. Without it most of the time goes by reading and writing the same pages of indexes.
    /// </summary>
    public const string ForManyRows = "pragma cache_size = -49152; pragma wal_autocheckpoint = 8000";

    /// <summary>Said to it afterwards: all as it was.</summary>
    public const string ForFewRows = "pragma cache_size = -2000; pragma wal_autocheckpoint = 1000";
}
