namespace Digest.Subscribing.Pages;

/// <summary>Puts the security headers on every answer, faults included: they are written when the answer starts.</summary>
internal sealed class SiteHeaders(RequestDelegate next, SiteAddress site)
{
    public Task InvokeAsync(HttpContext context)
    {
        var policy = new PagePolicy();
        context.Features.Set(policy);
        context.Response.OnStarting(() =>
        {
            Write(context.Response, policy);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Write(HttpResponse response, PagePolicy policy)
    {
        var headers = response.Headers;
        // A browser keeps the page it has and takes over the headers of a 304: a new nonce would take its style away.
        if (response.StatusCode != StatusCodes.Status304NotModified) headers.ContentSecurityPolicy = policy.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (site.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
    }
}
