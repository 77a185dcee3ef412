using System.Security.Cryptography;
using System.Text;
using Digest.Composing;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Forms;
using Digest.Templating;

namespace Digest.Subscribing.Pages;

/// <summary>Shows pages: renders their template, says how long the answer may be kept, and writes it.</summary>
internal sealed class PageRenderer(Templates templates, SiteAddress site)
{
    /// <exception cref="TemplateFault">The template is broken; nothing was written.</exception>
    public async Task WriteAsync(HttpContext context, Page page)
    {
        var nonce = PagePolicy.Of(context).Nonce;
        var voice = VoiceOf(context, page.Newsletter, page.Language);
        var facts = Facts.From(new Dictionary<string, object?>(page.Facts) { ["page"] = Frame(page, voice, nonce) });
        var html = templates.Render(page.Template, facts, voice);
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        if (page.Newsletter is null && page.Language.Length == 0) context.Response.Headers.Vary = "Accept-Language";
        if (page.IsPublic)
        {
            // The nonce is another one each time, and no change.
            var lasting = html.Replace(nonce, "", StringComparison.Ordinal);
            if (page.Passing is { } passing) lasting = lasting.Replace(passing.Text, passing.Until, StringComparison.Ordinal);
            var tag = Tag(Encoding.UTF8.GetBytes(lasting));
            await WriteKeptAsync(context, Encoding.UTF8.GetBytes(html), tag, page.ChangedAt);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        await WriteBytesAsync(context, Encoding.UTF8.GetBytes(html));
    }

    /// <summary>The same page for every kind of wrong address or link.</summary>
    public Task NotFoundAsync(HttpContext context) => WriteAsync(
        context, new Page("pages/not_found.html", []) { Status = StatusCodes.Status404NotFound });

    /// <summary>Writes what everybody may keep, or 304 when the client has it already (RFC 9110 section 13.1.2).</summary>
    public static Task WriteKeptAsync(HttpContext context, byte[] body, string tag, DateTimeOffset? changedAt)
    {
        var headers = context.Response.GetTypedHeaders();
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = tag;
        headers.LastModified = changedAt;
        if (!context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal)) return WriteBytesAsync(context, body);
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        context.Response.ContentType = null;
        return Task.CompletedTask;
    }

    /// <summary>Names the content, e.g. <c>"v8Zk…"</c>.</summary>
    public static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"";

    private static async Task WriteBytesAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>The words of a page, for sentences that code makes.</summary>
    /// <param name="context">Names the browser's languages.</param>
    /// <param name="newsletter">Whose page it is; null: the site's.</param>
    /// <param name="language">Asked for; empty: the newsletter's, else the browser's.</param>
    public Words WordsOf(HttpContext context, Newsletter? newsletter, string language = "") =>
        templates.WordsOf(VoiceOf(context, newsletter, language));

    /// <summary>The words around a newsletter's form.</summary>
    public FormTexts FormOf(Newsletter newsletter) => FormTexts.Of(newsletter, templates);

    // A page says all its words in one language; where one has no file it is English throughout.
    private Voice VoiceOf(HttpContext context, Newsletter? newsletter, string language)
    {
        string[] wanted = language.Length > 0 ? [language] : newsletter is not null ? [newsletter.Options.Language] : [.. Asked(context.Request)];
        return new Voice(wanted.Select(templates.Speaks).OfType<string>().FirstOrDefault() ?? "en", newsletter?.Slug ?? "");
    }

    private static IEnumerable<string> Asked(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(l => l.Quality is not 0).OrderByDescending(l => l.Quality ?? 1).Select(l => l.Value.ToString()).Where(l => l != "*").Take(10);

    private object Frame(Page page, Voice voice, string nonce) => new
    {
        voice.Language,
        dir = NewsletterFacts.DirectionOf(voice.Language),
        nonce,
        site_name = page.Newsletter?.Name ?? site.Root.Host,
        home_url = site.Path("/"),
    };
}
