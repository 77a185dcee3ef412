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
}
