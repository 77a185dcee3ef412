namespace Digest.Bench.Parsing;

/// <summary>What the rounds gave for one file; times are medians of processor time in milliseconds.</summary>
internal sealed record Measured
{
    public required string Name { get; init; }
    public required int Bytes { get; init; }
    public required double Ours { get; init; }
    public required double Theirs { get; init; }

    /// <summary>Bytes that one parse of ours allocates.</summary>
    public required long Allocated { get; init; }

    /// <summary>Both took it for a feed: only then the times are of the same work.</summary>
    public required bool IsCompared { get; init; }

    public double Ratio => Theirs / Ours;

    /// <summary>Bytes allocated for each byte of the feed; 30 is 3 MB for 100 KB.</summary>
    public double AllocatedPerByte => (double)Allocated / Bytes;
}
