using System.Threading.RateLimiting;

namespace Digest.Subscribing.Pages;

/// <summary>
/// How many sign-ups one client gets accepted by the hour and by the day (T02). Only what would be accepted is counted, so
/// that nobody is locked out for a mistyped address; how often a form may be tried at all is <see cref="ClientLimit.SignUp"/>.
/// </summary>
internal sealed class SignUpBudget(SubscribingOptions options) : IDisposable
{
    // The hour comes before the day: what it refuses does not use up the day's.
    private readonly PartitionedRateLimiter<HttpContext> windows = PartitionedRateLimiter.CreateChained(
        Window(options.SignupsPerClientPerHour, TimeSpan.FromHours(1)), Window(options.SignupsPerClientPerDay, TimeSpan.FromDays(1)));

    /// <summary>One more; false: it is too many, and the client was told so.</summary>
    public async Task<bool> TakeAsync(HttpContext context)
    {
        using var lease = windows.AttemptAcquire(context);
        if (!lease.IsAcquired) await ClientLimits.RefuseAsync(context, lease);
        return lease.IsAcquired;
    }

    public void Dispose() => windows.Dispose();

    private static PartitionedRateLimiter<HttpContext> Window(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
            ClientNetwork.Of(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window }));
}
