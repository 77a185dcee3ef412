namespace Digest.World;

/// <summary>
/// What an edition promised to whom, held against the relay's journal: everybody it was for got it, nobody else did, and
/// every further copy is the same mail, byte for byte, under the same Message-ID.
/// </summary>
public sealed class Promise
{
    private readonly ILookup<string, SinkMail> byReader;

    private Promise(IEnumerable<SinkMail> mails, IReadOnlyCollection<string> promised)
    {
        byReader = mails.ToLookup(m => m.To.Single());
        LeftOut = [.. promised.Where(r => !byReader.Contains(r))];
        Strangers = [.. byReader.Select(g => g.Key).Except(promised)];
        Copies = byReader.Sum(g => g.Count() - 1);
        Changed = [.. byReader.Where(g => g.Select(m => (m.MessageId, m.Sha256)).Distinct().Count() > 1).Select(g => g.Key)];
    }

    /// <summary>Who should have got it and did not.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Who got it and should not have.</summary>
    public IReadOnlyList<string> Strangers { get; }

    /// <summary>How many mails came beyond one for each.</summary>
    public int Copies { get; }

    /// <summary>Who got copies that differ.</summary>
    public IReadOnlyList<string> Changed { get; }

    /// <summary>Readers with more than one copy.</summary>
    public IReadOnlyList<string> Twice => [.. byReader.Where(g => g.Count() > 1).Select(g => g.Key)];

    /// <param name="mails">All that the relay took.</param>
    /// <param name="promised">The addresses it was for.</param>
    public static Promise Check(IEnumerable<SinkMail> mails, IReadOnlyCollection<string> promised) => new(mails, promised);

    /// <summary>The addresses r1@…, r2@… of a newsroom.</summary>
    public static IReadOnlyList<string> Readers(int count) => [.. Enumerable.Range(1, count).Select(Newsroom.Reader)];

    /// <summary>What is broken, in words; empty: it was kept, with at most so many copies.</summary>
    public string Broken(int mostCopies) => string.Join("; ", Faults(mostCopies));

    private IEnumerable<string> Faults(int mostCopies)
    {
        if (LeftOut.Count > 0) yield return $"{LeftOut.Count} left out: {string.Join(", ", LeftOut.Take(5))}";
        if (Strangers.Count > 0) yield return $"{Strangers.Count} strangers: {string.Join(", ", Strangers.Take(5))}";
        if (Copies > mostCopies) yield return $"{Copies} copies, at most {mostCopies} expected: {string.Join(", ", Twice.Take(5))}";
        if (Changed.Count > 0) yield return $"{Changed.Count} got copies that differ: {string.Join(", ", Changed.Take(5))}";
    }
}
