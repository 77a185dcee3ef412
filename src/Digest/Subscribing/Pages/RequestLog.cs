namespace Digest.Subscribing.Pages;

/// <summary>One line a request, with the route's name: the path may hold a token, the query what somebody typed.</summary>
internal sealed partial class RequestLog(RequestDelegate next, SiteProxies proxies, TimeProvider clock, ILogger<RequestLog> log)
{
    private int told;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!proxies.Any && context.Request.Headers.ContainsKey("X-Forwarded-For") && Interlocked.Exchange(ref told, 1) == 0) Untrusted();
        var started = clock.GetTimestamp();
        await next(context);
        var route = SiteFaults.RouteOf(context);
        var milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds;
        Answered(context.Request.Method, route, context.Response.StatusCode, milliseconds);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Route} {Status} in {Milliseconds} ms")]
    private partial void Answered(string method, string route, int status, long milliseconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Requests come through a proxy that is not trusted: all its visitors count as one client. Name its address in Digest:TrustedProxies")]
    private partial void Untrusted();
}
