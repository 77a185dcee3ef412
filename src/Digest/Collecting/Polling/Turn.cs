namespace Digest.Collecting.Polling;

/// <summary>
/// The right of one look to ask its host, and its place among all looks. A look that has other hosts to ask ends it before:
/// who waits for one host while others wait for theirs would wait for ever.
/// </summary>
internal sealed class Turn(HostGate.Pass pass, SemaphoreSlim slots) : IDisposable
{
    private int ended;

    /// <summary>Whether the host was asked for something else a moment before.</summary>
    public bool Hurried => pass.Hurried;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0) return;
        slots.Release();
        pass.Dispose();
    }
}
