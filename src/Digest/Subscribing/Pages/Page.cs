using Digest.Storage.Newsletters;

namespace Digest.Subscribing.Pages;

/// <summary>A page to be shown.</summary>
/// <param name="Template">Path below the templates folder, e.g. <c>pages/landing.html</c>.</param>
/// <param name="Facts">What the template may name besides <c>page</c>: templates/README.md lists it.</param>
internal sealed record Page(string Template, Dictionary<string, object?> Facts)
{
    /// <summary>Whose name and language the page has; null: the site's, in a language that the browser asks for.</summary>
    public Newsletter? Newsletter { get; init; }

    /// <summary>Of the words, where it is neither the newsletter's nor the browser's; empty: one of those.</summary>
    public string Language { get; init; } = "";

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether it is the same for everybody: browsers may keep it and ask whether it changed, and search engines may list it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>When <see cref="IsPublic"/>: the time of its last change; null: unknown.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When <see cref="IsPublic"/>: a text in it that is another one each time and no change; null: none.</summary>
    public Passing? Passing { get; init; }
}

/// <param name="Text">As it stands in the page.</param>
/// <param name="Until">While this is the same, a browser may go on with an older text.</param>
internal sealed record Passing(string Text, string Until);
