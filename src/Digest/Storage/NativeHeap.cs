using System.Runtime.InteropServices;

namespace Digest.Storage;

/// <summary>
/// The C library's heap, from which SQLite's pages come. By itself it makes one for each of many threads, and pages that wander between
/// connections on different threads leave holes in all of them: of 58 MB 43 were empty in mid-release to a million. So there are few of
/// them, and a worker gives the holes back to the system from time to time.
/// </summary>
internal sealed partial class NativeHeap(TimeProvider clock) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // mallopt(3)
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private const int LargeFrom = 128 * 1024;
    private const int KeptOnTop = 8 * 1024 * 1024;

    private static bool isOurs;

    /// <summary>No more heaps than there are, and what is large stays out of them. Nothing where the C library is another.</summary>
    public static void KeepFew()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            // A cache of pages that is thrown away and filled again with each transaction is not given back in between.
            isOurs = Set(ArenaMax, 1) + Set(MmapThreshold, LargeFrom) + Set(TrimThreshold, KeptOnTop) == 3;
        }
        catch (Exception other) when (other is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, which has no such heaps.
        }
    }

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (isOurs && await timer.WaitForNextTickAsync(stopping)) _ = Trim(0);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
