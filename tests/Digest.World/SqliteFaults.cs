using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Digest.World;

/// <summary>What happens at a commit.</summary>
public enum CommitFault
{
    /// <summary>Nothing; commits are counted.</summary>
    None,

    /// <summary>It is refused, once.</summary>
    Refuse,

    /// <summary>It and every later one are refused: for the disk, the process died before it.</summary>
    Dead,

    /// <summary>The process dies before it (SIGKILL).</summary>
    Kill,

    /// <summary>The process dies when it is durable and before anybody in the process knows (SIGKILL).</summary>
    KillAfter,

    /// <summary>The disk is full for a while: writes are refused from within this commit on.</summary>
    Full,

    /// <summary>After it, another process seems to hold the lock for a while.</summary>
    Lock,
}

/// <summary>
/// Faults of the storage at the N-th commit of one database, made from outside the product by SQLite's own hooks
/// (sqlite3_auto_extension, sqlite3_commit_hook, xSetSystemCall of the VFS), in this process. Only
/// connections that are opened while it is armed are concerned.
/// </summary>
public sealed unsafe partial class SqliteFaults : IDisposable
{
    private const int SetLock = 6; // F_SETLK
    private static readonly ConcurrentDictionary<nint, SqliteFaults> Armed = new();
    private static readonly Lock Installing = new();
    private static nint write, writeAt, control;
    private static long lastId;
    private static bool installed, overridden;

    private readonly nint id = (nint)Interlocked.Increment(ref lastId);
    private readonly string folder;
    private readonly int strikeAt;
    private readonly CommitFault fault;
    private readonly TimeSpan lasting;
    private readonly TaskCompletionSource struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int commits;
    private bool troubled;
    private long troubleSince;

    private SqliteFaults(string folder, int strikeAt, CommitFault fault, TimeSpan lasting) =>
        (this.folder, this.strikeAt, this.fault, this.lasting) = (Path.GetFullPath(folder), strikeAt, fault, lasting);

    /// <summary>How many commits there were so far, the refused ones included.</summary>
    public int Commits => Volatile.Read(ref commits);

    /// <summary>Completes when the fault has happened.</summary>
    public Task Struck => struck.Task;

    /// <param name="folder">The data folder; its <c>digest.db</c> is meant.</param>
    /// <param name="commit">Which commit, from 1.</param>
    /// <param name="fault">What happens there.</param>
    /// <param name="lasting">How long a full disk or a lock lasts.</param>
    public static SqliteFaults Arm(string folder, int commit, CommitFault fault, TimeSpan? lasting = null)
    {
        var faults = new SqliteFaults(folder, commit, fault, lasting ?? TimeSpan.FromMilliseconds(300));
        Install(systemCalls: fault is CommitFault.Full or CommitFault.Lock or CommitFault.KillAfter);
        Armed[faults.id] = faults;
        return faults;
    }

    public void Dispose() => Armed.TryRemove(id, out _);

    // It lasts from when it is first met, so that it is met at all.
    private bool IsMet()
    {
        if (!Volatile.Read(ref troubled)) return false;
        var since = Interlocked.CompareExchange(ref troubleSince, Stopwatch.GetTimestamp(), 0);
        return since == 0 || Stopwatch.GetElapsedTime(since) < lasting;
    }

    private static void Install(bool systemCalls)
    {
        lock (Installing)
        {
            if (!installed) _ = AutoExtension(&OnOpen);
            installed = true;
            if (!systemCalls || overridden) return;
            overridden = true;
            var vfs = FindVfs(0);
            write = Override(vfs, "write", (nint)(delegate* unmanaged[Cdecl]<int, nint, nuint, nint>)&OnWrite);
            writeAt = Override(vfs, "pwrite", (nint)(delegate* unmanaged[Cdecl]<int, nint, nuint, long, nint>)&OnWriteAt);
            control = Override(vfs, "fcntl", (nint)(delegate* unmanaged[Cdecl]<int, int, nint, int>)&OnControl);
        }
    }

    // struct sqlite3_vfs, version 3: xSetSystemCall and xGetSystemCall are its 14th and 15th functions.
    private static nint Override(nint vfs, string name, nint replacement)
    {
        const int First = 40;
        var set = (delegate* unmanaged[Cdecl]<nint, byte*, nint, int>)Marshal.ReadIntPtr(vfs, First + (13 * 8));
        var get = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)Marshal.ReadIntPtr(vfs, First + (14 * 8));
        fixed (byte* text = Encoding.ASCII.GetBytes(name + "\0"))
        {
            var original = get(vfs, text);
            return set(vfs, text, replacement) == 0 ? original : throw new InvalidOperationException($"SQLite does not let {name} be replaced.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(nint database, nint message, nint routines)
    {
        var file = FileName(database, "main");
        foreach (var (key, faults) in Armed)
        {
            if (file != Path.Combine(faults.folder, "digest.db")) continue;
            _ = CommitHook(database, &OnCommit, key);
        }
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCommit(nint key) => Armed.TryGetValue(key, out var faults) && faults.Refuses() ? 1 : 0;

    private bool Refuses()
    {
        var now = Interlocked.Increment(ref commits);
        var strikes = now == strikeAt;
        if (strikes) struck.TrySetResult();
        switch (fault)
        {
            case CommitFault.Refuse: return strikes;
            case CommitFault.Dead: return now >= strikeAt;
            case CommitFault.Kill when strikes:
                Die();
                return true;
            case CommitFault.Full or CommitFault.Lock or CommitFault.KillAfter when strikes:
                Volatile.Write(ref troubled, true);
                return false;
            default: return false;
        }
    }

    private static void Die() => _ = Signal.Kill(Environment.ProcessId, 9);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnWrite(int file, nint bytes, nuint length) =>
        Concerns(file, CommitFault.Full) ? 0 : ((delegate* unmanaged[Cdecl]<int, nint, nuint, nint>)write)(file, bytes, length);

    // Nothing written of something asked: SQLite takes that for a full disk.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnWriteAt(int file, nint bytes, nuint length, long offset) =>
        Concerns(file, CommitFault.Full) ? 0 : ((delegate* unmanaged[Cdecl]<int, nint, nuint, long, nint>)writeAt)(file, bytes, length, offset);

    // The lock of the write-ahead log's writer (struct flock: l_type, l_start 120) is refused as if somebody else had it.
    // It is given back when a commit is durable: the moment for KillAfter.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnControl(int file, int command, nint argument)
    {
        const int ForWriting = 1, Unlock = 2, Writer = 120;
        if (command == SetLock && Marshal.ReadInt64(argument, 8) == Writer)
        {
            var type = Marshal.ReadInt16(argument);
            if (type == Unlock && Concerns(file, CommitFault.KillAfter)) Die();
            if (type == ForWriting && Concerns(file, CommitFault.Lock)) return -1;
        }
        return ((delegate* unmanaged[Cdecl]<int, int, nint, int>)control)(file, command, argument);
    }

    private static bool Concerns(int file, CommitFault fault)
    {
        foreach (var (_, faults) in Armed)
        {
            if (faults.fault != fault || !Volatile.Read(ref faults.troubled)) continue;
            var path = new FileInfo($"/proc/self/fd/{file}").LinkTarget;
            if (path is not null && path.StartsWith(faults.folder + "/", StringComparison.Ordinal) && faults.IsMet()) return true;
        }
        return false;
    }

    private static string? FileName(nint database, string schema)
    {
        fixed (byte* name = Encoding.ASCII.GetBytes(schema + "\0"))
            return Marshal.PtrToStringUTF8(DatabaseFile(database, name));
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_auto_extension")]
    private static partial int AutoExtension(delegate* unmanaged[Cdecl]<nint, nint, nint, int> entry);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_commit_hook")]
    private static partial nint CommitHook(nint database, delegate* unmanaged[Cdecl]<nint, int> hook, nint state);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_db_filename")]
    private static partial nint DatabaseFile(nint database, byte* schema);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    private static partial nint FindVfs(nint name);
}
