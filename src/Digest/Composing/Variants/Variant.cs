namespace Digest.Composing.Variants;

/// <summary>
/// An edition as readers with the same choices see it: the whole mail in 7-bit bytes, but for the slots, which stand as
/// <see cref="Marker"/> and a letter. Frozen before release, so that every copy of a mail has the same bytes.
/// </summary>
internal sealed record Variant
{
    /// <summary>As every reader gets it.</summary>
    public const string Digest = "digest";

    /// <summary>For who just confirmed: the latest edition, marked as such.</summary>
    public const string Welcome = "welcome";

    public required string Name { get; init; }
    public required string Marker { get; init; }
    public required byte[] Headers { get; init; }
    public required byte[] Body { get; init; }
}
