using System.Runtime.InteropServices;

namespace Digest.Storage;

/// <summary>
/// The C library's heap, from which SQLite's pages come. By itself it makes one for each of many threads, and pages that wander between
/// connections on different threads leave holes in all of them: of 58 MB 43 were empty after a release to a million.
/// </summary>
internal static partial class NativeHeap
{
    // mallopt(3)
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private const int LargeFrom = 128 * 1024;

    /// <summary>One heap for all threads, from which what is large stays away; before any thread of ours begins. Nothing where the library is another.</summary>
    public static void KeepSmall()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Set(ArenaMax, 1);
            _ = Set(MmapThreshold, LargeFrom);
            _ = Set(TrimThreshold, LargeFrom);
        }
        catch (Exception other) when (other is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, which has no such heaps.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
