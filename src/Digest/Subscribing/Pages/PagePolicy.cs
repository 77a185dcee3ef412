using System.Buffers.Text;
using System.Security.Cryptography;

namespace Digest.Subscribing.Pages;

/// <summary>
/// What the browser may do with one answer (Content Security Policy Level 3). Nothing, unless the page says otherwise:
/// no script at all, the one style block by its nonce, forms to ourselves only, in nobody's frame.
/// </summary>
internal sealed class PagePolicy
{
    /// <summary>Names the page's one style block; 128 random bits, for this answer only.</summary>
    public string Nonce { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Where pictures may come from, e.g. <c>https:</c>; empty: none.</summary>
    public string Images { get; set; } = "";

    /// <summary>Whether the page frames another page of ours.</summary>
    public bool Frames { get; set; }

    /// <summary>A whole policy in place of this one; null: this one.</summary>
    public string? Instead { get; set; }

    public static PagePolicy Of(HttpContext context) =>
        context.Features.Get<PagePolicy>() ?? throw new InvalidOperationException("Pages are written behind UseSite.");

    public override string ToString() => Instead
        ?? $"default-src 'none'; style-src 'nonce-{Nonce}'; {Source("img-src", Images)}{Source("frame-src", Frames ? "'self'" : "")}"
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static string Source(string directive, string value) => value.Length == 0 ? "" : $"{directive} {value}; ";
}
