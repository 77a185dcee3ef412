using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>Tells faults of the storage that pass (locked, full, not readable or writable for now) from faults of ours.</summary>
internal static class Outage
{
    /// <summary>Whether trying again later may help.</summary>
    public static bool Is(Exception fault) => fault switch
    {
        SqliteException sqlite => IsPassing(sqlite.SqliteErrorCode),
        IOException => true,
        _ => fault.InnerException is { } inner && Is(inner),
    };

    /// <summary>What a log shows beside the fault's words: where it was thrown, unless it is of a kind that passes.</summary>
    public static Exception? Trace(Exception fault) => Is(fault) ? null : fault;

    // Result codes of SQLite: busy, locked, readonly, input/output error, full, can't open.
    private static bool IsPassing(int code) => code is 5 or 6 or 8 or 10 or 13 or 14;
}
