namespace Digest.Templating;

/// <summary>A folder of templates.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ShownAs">What faults call it.</param>
internal sealed record TemplateRoot(string Path, string ShownAs = "templates");
