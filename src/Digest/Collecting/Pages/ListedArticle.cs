namespace Digest.Collecting.Pages;

/// <summary>An article that a page links to.</summary>
/// <param name="Url">Absolute, as the page writes it.</param>
/// <param name="Title">The headline the link has; null when a selector chose a link without words.</param>
internal sealed record ListedArticle(string Url, string? Title);
