namespace Digest.Storage.Newsletters;

/// <summary>What makes the mail look like its publisher's; empty: Digest's own look.</summary>
internal sealed class BrandOptions
{
    /// <summary>Of links, buttons and the line under the masthead, as <c>#rrggbb</c>.</summary>
    public string Color { get; set; } = "";

    /// <summary>Address of an image that stands in the masthead in place of the name.</summary>
    public string Logo { get; set; } = "";

    /// <summary>Fonts of headlines, the first that the reader has.</summary>
    public string Heading { get; set; } = "";

    /// <summary>Fonts of everything else.</summary>
    public string Text { get; set; } = "";

    /// <summary><c>auto</c>: by the language; or <c>ltr</c>, <c>rtl</c>.</summary>
    public string Direction { get; set; } = "auto";
}
