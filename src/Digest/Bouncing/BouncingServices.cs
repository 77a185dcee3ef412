using Digest.Bouncing.Acting;
using Digest.Storage;

namespace Digest.Bouncing;

/// <summary>What this room gives to the others, and its part of the worker.</summary>
internal static class BouncingServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="works">Whether this process may become the worker.</param>
    public static void AddBouncing(this IServiceCollection services, bool works)
    {
        services.AddSingleton<SoftBounces>();
        services.AddSingleton<MailLeave>();
        services.AddSingleton<Refused>();
        services.AddSingleton<Consequences>();
        if (works) services.AddSingleton<IWorkerPart, SoftBounceLoop>();
    }
}
