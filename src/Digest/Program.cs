using System.Globalization;
using Digest.Bouncing;
using Digest.Collecting;
using Digest.Commands;
using Digest.Composing;
using Digest.Delivering;
using Digest.Publishing;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;
using Digest.Subscribing.Pages;

namespace Digest;

/// <summary>What is wired. The rooms stand in the order of src/README.md: each uses only those before it.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        NativeHeap.KeepFew();
        // What is written is the same on every machine; a newsletter's language is named where its words are made.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        return CommandLine.RunAsync(args);
    }

    /// <param name="services">The services of this process.</param>
    /// <param name="configuration">Read by <see cref="Settings.Read"/>.</param>
    /// <param name="settings">Bound and checked.</param>
    /// <param name="worker">How this process works; null: it only reads and writes rows.</param>
    public static void AddRooms(this IServiceCollection services, IConfiguration configuration, Settings settings, WorkerSettings? worker)
    {
        var works = worker is not null;
        services.AddSingleton(configuration);
        services.AddSingleton(settings);
        services.AddStorage(settings, worker);
        services.AddReaders();
        services.AddCollecting(settings.Collecting, works);
        services.AddComposing(ReturnPaths.LeaveByMail(settings.Mail.Bounces), works);
        services.AddDelivering(settings.Mail, settings.Delivering, settings.Subscribing.ForLetters(), works);
        services.AddSubscribing(settings.Subscribing, works);
        services.AddBouncing(settings.Mail.Bounces, works);
        services.AddPublishing();
    }

    /// <summary>The pages: what every request passes first, then the rooms that have some.</summary>
    public static void MapRooms(this WebApplication app)
    {
        app.UseSite();
        app.MapSubscribing();
        app.MapPublishing();
    }
}
