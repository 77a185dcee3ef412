using Digest.Delivering;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>The part of this room that reads what comes back.</summary>
internal static class ReadingServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="options">Where it comes to.</param>
    /// <param name="judgement">What is made of it.</param>
    public static void AddReading(this IServiceCollection services, BounceOptions options, Func<IServiceProvider, Judgement> judgement)
    {
        if (options.Imap.Host.Length > 0) services.AddSingleton<IPlace>(p => new ImapPlace(options.Imap, p.GetRequiredService<TimeProvider>()));
        if (options.Directory.Length > 0) services.AddSingleton<IPlace>(p => new FolderPlace(options, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(judgement);
        services.AddSingleton<ReturnedMailStore>();
        services.AddSingleton<PlaceHealth>();
        services.AddSingleton<Round>();
        services.AddSingleton<ReadingLoop>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<ReadingLoop>());
        services.AddSingleton<ReturnedMailExpiry>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<ReturnedMailExpiry>());
    }
}
