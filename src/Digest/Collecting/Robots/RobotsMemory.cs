namespace Digest.Collecting.Robots;

/// <summary>
/// The verdicts on the origins that were asked last, within a limit of memory: over it, those that were asked about longest
/// ago go first. What has expired stays until then, for the case that the next request fails. Safe for many threads.
/// </summary>
internal sealed class RobotsMemory(TimeProvider clock)
{
    /// <summary>In bytes, about. A usual file takes two thousand.</summary>
    public const int MostWeight = 16 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> byUse = new();
    private int weight;

    /// <summary>How many origins are remembered.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Count;
        }
    }

    /// <summary>The verdict, while it holds; else null.</summary>
    public RobotsVerdict? Fresh(string origin) => Find(origin) is { } entry && clock.GetUtcNow() < entry.Until ? entry.Verdict : null;

    /// <summary>The last verdict, whether it still holds or not; null when there is none.</summary>
    public RobotsVerdict? Last(string origin) => Find(origin)?.Verdict;

    public void Keep(string origin, RobotsVerdict verdict)
    {
        lock (gate)
        {
            Forget(origin);
            entries[origin] = byUse.AddFirst(new Entry(origin, verdict, clock.GetUtcNow() + verdict.HoldsFor));
            weight += byUse.First!.Value.Weight;
            while (weight > MostWeight && byUse.Last is { } oldest && oldest != byUse.First) Forget(oldest.Value.Origin);
        }
    }

    private Entry? Find(string origin)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(origin, out var node)) return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value;
        }
    }

    private void Forget(string origin)
    {
        if (!entries.Remove(origin, out var node)) return;
        byUse.Remove(node);
        weight -= node.Value.Weight;
    }

    private sealed record Entry(string Origin, RobotsVerdict Verdict, DateTimeOffset Until)
    {
        public int Weight => 200 + 2 * Origin.Length + Verdict.File.Weight;
    }
}
