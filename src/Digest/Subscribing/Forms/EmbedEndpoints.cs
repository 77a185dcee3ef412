using System.Text;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing.Forms;

/// <summary><c>GET /embed/{newsletter}.js</c>, for pages of other sites.</summary>
internal static class EmbedEndpoints
{
    // The token in it may be this old when a form is made with it, by a browser or a cache between; it works for a day.
    private const string Kept = "public, max-age=3600";

    public static void MapEmbed(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/embed/{newsletter}.js", ["GET", "HEAD"], SendAsync).Limit(ClientLimit.Page);

    private static async Task SendAsync(HttpContext context, string newsletter, NewsletterStore newsletters, EmbedScript script, PageRenderer pages)
    {
        if (!(await newsletters.AllAsync(context.RequestAborted)).Any(n => n.Slug == newsletter && !n.Options.Private))
        {
            await pages.NotFoundAsync(context);
            return;
        }
        var body = Encoding.UTF8.GetBytes(script.Make());
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = Kept;
        // Pages that are isolated (COEP) may load it, too.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
