namespace Digest.Composing.Choosing;

/// <summary>The order of reading: stories of one topic stand together, the topic of the best story first.</summary>
internal static class Sections
{
    /// <param name="stories">By worth, the best first.</param>
    public static IReadOnlyList<Story> Order(IEnumerable<Story> stories) =>
        [.. stories.GroupBy(s => s.Topic, StringComparer.OrdinalIgnoreCase).SelectMany(topic => topic)];
}
