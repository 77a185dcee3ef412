using System.Runtime.InteropServices;

namespace Digest.Bench;

/// <summary>
/// The processor time of the calling thread (POSIX clock_gettime, on Linux). Time on the wall would flatter whoever is done
/// before the system gives the processor to somebody else: on a busy machine the shorter of two works.
/// </summary>
internal static partial class ThreadTime
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now => Get(ThreadProcessorTime, out var time) == 0
        ? TimeSpan.FromTicks(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : throw new PlatformNotSupportedException("This system does not tell a thread's processor time.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Get(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
