namespace Digest.Collecting.Stories;

/// <summary>Articles that report the same: one, or several with the reason why they stand together.</summary>
/// <param name="Articles">Row numbers, the oldest article first; at least one.</param>
/// <param name="Reason">A line for an editor; null when the article stands alone.</param>
internal sealed record StoryGroup(IReadOnlyList<long> Articles, string? Reason);
