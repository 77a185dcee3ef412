using System.Runtime.InteropServices;

namespace Digest.World;

/// <summary>A file system of its own, of a size that is soon full (tmpfs); needs root.</summary>
public sealed partial class SmallDisk : IDisposable
{
    private const nuint ReadOnly = 1, Remount = 32; // MS_RDONLY, MS_REMOUNT
    private const int Detach = 2; // MNT_DETACH
    private const int Block = 4096;
    private readonly TempFolder folder = new();

    /// <exception cref="InvalidOperationException">It can't be mounted.</exception>
    public SmallDisk(int megabytes)
    {
        Directory.CreateDirectory(Path);
        Ensure(Mount("digest-test", Path, "tmpfs", 0, FormattableString.Invariant($"size={megabytes}m")));
    }

    public string Path => folder.File("disk");

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Takes all the room that is left, again and again until disposed: what is given back meanwhile is taken, too.</summary>
    public IDisposable Fill()
    {
        var end = new CancellationTokenSource();
        var filling = Task.Run(() => TakeAll(end.Token));
        return new Filling(() =>
        {
            end.Cancel();
            filling.Wait();
            File.Delete(Filler);
            end.Dispose();
        });
    }

    /// <summary>Nothing can be written from now on, or can again. No file may be open for writing.</summary>
    public void Protect(bool readOnly) => Ensure(Mount("digest-test", Path, "tmpfs", Remount | (readOnly ? ReadOnly : 0), ""));

    public void Dispose()
    {
        Ensure(Unmount(Path, Detach));
        folder.Dispose();
    }

    private void TakeAll(CancellationToken end)
    {
        // Without a buffer of its own, which would try again when it is closed.
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);
        var block = new byte[Block];
        while (!end.IsCancellationRequested)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                end.WaitHandle.WaitOne(1);
            }
        }
    }

    private static void Ensure(int result)
    {
        if (result != 0)
            throw new InvalidOperationException($"Tests of a full disk mount a tmpfs, as root: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    private sealed class Filling(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
