using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Digest.World;

/// <summary>The signals that .NET has no call for.</summary>
internal static class Signal
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal to that process alone; to nobody when it has ended.</summary>
    public static void Send(Process process, int signal)
    {
        if (!process.HasExited)
            _ = Kill(process.Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Kill(int process, int signal);
}
