using System.Data.Common;

namespace Digest.Storage;

/// <summary>Tells faults of the storage that pass (locked, full, cut off, not readable or writable for now) from faults of ours.</summary>
internal static class Outage
{
    /// <summary>Whether trying again later may help.</summary>
    public static bool Is(Exception fault) => fault switch
    {
        DbException database => Dialect.Sqlite.IsPassing(database) || Dialect.PostgreSql.IsPassing(database),
        IOException or TimeoutException => true,
        _ => fault.InnerException is { } inner && Is(inner),
    };

    /// <summary>What a log shows beside the fault's words: where it was thrown, unless it is of a kind that passes.</summary>
    public static Exception? Trace(Exception fault) => Is(fault) ? null : fault;
}
