using Digest.Bouncing.Acting;
using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Storage;

namespace Digest.Bouncing;

/// <summary>What this room gives to the others, and its part of the worker.</summary>
internal static class BouncingServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="options">Where returned mail comes to.</param>
    /// <param name="works">Whether this process may become the worker.</param>
    public static void AddBouncing(this IServiceCollection services, BounceOptions options, bool works)
    {
        services.AddSingleton<SoftBounces>();
        services.AddSingleton<MailLeave>();
        services.AddSingleton<Refused>();
        services.AddSingleton<Consequences>();
        services.AddSingleton<ReturnedMailList>();
        if (!works) return;
        services.AddSingleton<IWorkerPart, SoftBounceLoop>();
        services.AddReading(options, p => new Judgement(ReturnedMailReader.Read, p.GetRequiredService<Consequences>().DrawAsync));
    }
}
