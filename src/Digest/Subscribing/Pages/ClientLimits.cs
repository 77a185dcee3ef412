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

    /// <summary>Trying the sign-up form, whatever becomes of it; how many are accepted is <see cref="SignUpBudget"/>'s.</summary>
    SignUp,

    /// <summary>Checks of monitors: no limit.</summary>
    None,
}

/// <summary>Wires the framework's rate limiter by an endpoint's <see cref="ClientLimit"/>. Counts live in this process only.</summary>
internal static class ClientLimits
{
    private const int TriesAtOnce = 30;
    private const int TriesForEach = 4;
    private const int SecondsPerTry = 10;
    private const int PagesAtOnce = 300;
    private const int PagesPerSecond = 20;
    private const int ButtonsAtOnce = 2000;
    private const int ButtonsPerSecond = 200;

    public static void Configure(RateLimiterOptions limiter, SubscribingOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            When(ClientLimit.SignUp, client => Bucket(client, Math.Max(TriesAtOnce, TriesForEach * options.SignupsPerClientPerHour), 1, SecondsPerTry)),
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

    private static RateLimitPartition<string> Bucket(string client, int atOnce, int tokens, int seconds = 1) =>
        RateLimitPartition.GetTokenBucketLimiter(client, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = atOnce,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(seconds),
        });

    /// <summary>Says that it was too often, and when to come again.</summary>
    public static async ValueTask RefuseAsync(HttpContext context, RateLimitLease lease)
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
