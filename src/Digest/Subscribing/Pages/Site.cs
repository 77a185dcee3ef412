namespace Digest.Subscribing.Pages;

/// <summary>What all pages stand on, of whichever room: addresses, headers, limits, faults.</summary>
internal static class Site
{
    /// <summary>The name of the policy that lets listed origins post the form by script.</summary>
    public const string FormOrigins = "form";

    public static void AddSite(this IServiceCollection services, SubscribingOptions options)
    {
        services.AddSingleton<SiteAddress>();
        services.AddSingleton<SiteProxies>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<Problems>();
        services.AddMetrics();
        services.AddRouting();
        services.AddRateLimiter(limiter => ClientLimits.Configure(limiter, options));
        services.AddCors(cors => cors.AddPolicy(FormOrigins, policy => policy
            .WithOrigins([.. options.AllowedOrigins]).WithMethods("POST").WithHeaders("Content-Type").SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    /// <summary>
    /// What every request passes, outermost first, and what answers when no room does: health checks and the 404 page.
    /// Call it once, before the rooms map their endpoints.
    /// </summary>
    public static void UseSite(this WebApplication app)
    {
        var site = app.Services.GetRequiredService<SiteAddress>();
        var proxies = app.Services.GetRequiredService<SiteProxies>();
        if (proxies.Any) app.UseForwardedHeaders(proxies.Forwarded());
        app.UseMiddleware<SiteHeaders>();
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<SiteFaults>();
        if (site.PathBase.Length > 0) app.UsePathBase(site.PathBase);
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.MapHealth();
        // Browsers ask for it whatever the page says; without one the 404 page would be rendered at every visit.
        app.MapMethods("/favicon.ico", ["GET", "HEAD"], static () => Results.NoContent()).Limit(ClientLimit.Page);
        app.MapFallback("{*path}", context => context.RequestServices.GetRequiredService<PageRenderer>().NotFoundAsync(context));
    }
}
