namespace Digest.Templating;

/// <summary>How much one template may ask for. Whatever goes beyond fails the render; nothing is ever cut short.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>For the whole render, includes counted.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>One template file on disk.</summary>
    public int SourceBytes { get; init; } = 128 * 1024;

    /// <summary>The finished text in UTF-8, and any one string on the way to it.</summary>
    public int OutputBytes { get; init; } = 512 * 1024;

    /// <summary>Iterations of one outermost loop and all loops inside it.</summary>
    public int Iterations { get; init; } = 5_000;

    /// <summary>Includes and layouts inside each other.</summary>
    public int Depth { get; init; } = 20;
}
