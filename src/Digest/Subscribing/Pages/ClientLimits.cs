using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Digest.Subscribing.Pages;

/// <summary>How often one client may ask for something.</summary>
internal enum ClientLimit
{
    /// <summary>A page: as often as people and their programs do.</summary>
    Page,

    /// <summary>The button of a confirm or leave page. Mailbox providers press it for many readers from few addresses, so it is very loose.</summary>
    Button,

    /// <summary>The sign-up form: it makes letters to strangers.</summary>
    SignUp,

    /// <summary>Checks of monitors: no limit.</summary>
    None,
}

/// <summary>Wires the framework's rate limiter by an endpoint's <see cref="ClientLimit"/>. Counts live in this process only.</summary>
internal static class ClientLimits
{
    private const int PagesAtOnce = 300;
    private const int PagesPerSecond = 20;
    private const int ButtonsAtOnce = 2000;
    private const int ButtonsPerSecond = 200;

    public static void Configure(RateLimiterOptions limiter, SubscribingOptions options)
    {
        // The hour comes before the day: what it refuses does not use up the day's.
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            When(ClientLimit.SignUp, client => Window(client, options.SignupsPerClientPerHour, TimeSpan.FromHours(1))),
            When(ClientLimit.SignUp, client => Window(client, options.SignupsPerClientPerDay, TimeSpan.FromDays(1))),
            When(ClientLimit.Page, client => Bucket(client, PagesAtOnce, PagesPerSecond)),
            When(ClientLimit.Button, client => Bucket(client, ButtonsAtOnce, ButtonsPerSecond)));
        limiter.OnRejected = static (rejected, _) => RefuseAsync(rejected.HttpContext, rejected.Lease);
    }

    private static PartitionedRateLimiter<HttpContext> When(ClientLimit kind, Func<string, RateLimitPartition<string>> limit) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => KindOf(context) == kind
            ? limit(ClientNetwork.Of(context))
            : RateLimitPartition.GetNoLimiter(""));

    private static ClientLimit KindOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<LimitedAs>()?.Limit ?? ClientLimit.Page;

    private static RateLimitPartition<string> Window(string client, int permits, TimeSpan window) =>
        RateLimitPartition.GetFixedWindowLimiter(client, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window });

    private static RateLimitPartition<string> Bucket(string client, int atOnce, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(client, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = atOnce,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    private static async ValueTask RefuseAsync(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await context.RequestServices.GetRequiredService<Problems>().WriteAsync(context, Problem.TooMany);
    }
}

/// <summary>On an endpoint: which limit it stands under.</summary>
internal sealed record LimitedAs(ClientLimit Limit);

/// <summary>How endpoints say it.</summary>
internal static class LimitedEndpoints
{
    public static T Limit<T>(this T endpoint, ClientLimit limit) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new LimitedAs(limit));
}
