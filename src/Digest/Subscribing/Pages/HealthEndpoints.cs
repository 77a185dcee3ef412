using System.Data.Common;
using Digest.Storage;
using Digest.Storage.Keys;

namespace Digest.Subscribing.Pages;

/// <summary>
/// For monitors and balancers: <c>/health/live</c>, this process answers; <c>/health/ready</c>, its database does too and
/// has this version's schema and keys.
/// </summary>
internal static partial class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/health/live", ["GET", "HEAD"], context => SayAsync(context, StatusCodes.Status200OK, "live")).Limit(ClientLimit.None);
        endpoints.MapMethods("/health/ready", ["GET", "HEAD"], ReadyAsync).Limit(ClientLimit.None);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var services = context.RequestServices;
        try
        {
            if (!await services.GetRequiredService<Database>().ExistsAsync(context.RequestAborted)) throw new Fault("There is no database yet.");
            await services.GetRequiredService<Migrator>().CheckAsync(context.RequestAborted);
            _ = services.GetRequiredService<KeyRing>().Token;
        }
        catch (Exception fault) when (fault is Fault or DbException or IOException or InvalidOperationException)
        {
            NotReady(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HealthEndpoints)), fault.Message);
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready");
            return;
        }
        await SayAsync(context, StatusCodes.Status200OK, "ready");
    }

    private static Task SayAsync(HttpContext context, int status, string word)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(word + "\n", context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Cause}")]
    private static partial void NotReady(ILogger log, string cause);
}
