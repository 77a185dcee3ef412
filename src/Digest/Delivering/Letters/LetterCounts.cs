namespace Digest.Delivering.Letters;

/// <summary>How many letters strangers have caused: to one person by a day and by thirty, to their domain and in all by an hour.</summary>
internal sealed record LetterCounts
{
    public required int Day { get; init; }
    public required int Month { get; init; }
    public required int Domain { get; init; }
    public required int All { get; init; }
}
