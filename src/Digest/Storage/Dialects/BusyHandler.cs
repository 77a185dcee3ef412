using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>
/// Waits for SQLite's lock in steps of a millisecond, up to 30 s. SQLite's own busy time-out sleeps up to 100 ms between
/// tries (and the client library 150 ms), so a second process would miss the short gaps that a busy <see cref="Writer"/>
/// leaves for it. Source: sqlite3_busy_handler in SQLite's C interface.
/// </summary>
internal static unsafe partial class BusyHandler
{
    private const int MaxTries = 30_000;

    public static void Install(SqliteConnection connection)
    {
        var handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        _ = SetBusyHandler(handle.DangerousGetHandle(), &Wait, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint state, int tries)
    {
        Thread.Sleep(1);
        return tries < MaxTries ? 1 : 0;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    private static partial int SetBusyHandler(nint database, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint state);
}
