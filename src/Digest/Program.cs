using Digest.Collecting;
using Digest.Commands;
using Digest.Composing;
using Digest.Delivering;
using Digest.Publishing;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;

namespace Digest;

/// <summary>What is wired. The rooms stand in the order of src/README.md: each uses only those before it.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    /// <param name="services">The services of this process.</param>
    /// <param name="configuration">Read by <see cref="Settings.Read"/>.</param>
    /// <param name="settings">Bound and checked.</param>
    /// <param name="worker">How this process works; null: it only reads and writes rows.</param>
    public static void AddRooms(this IServiceCollection services, IConfiguration configuration, Settings settings, WorkerSettings? worker)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddSingleton(settings);
        services.AddStorage(settings, worker);
        services.AddReaders();
        services.AddCollecting(settings.Collecting, worker is not null);
        services.AddComposing(worker is not null);
        services.AddDelivering(settings.Mail, settings.Delivering, worker is not null);
        services.AddSubscribing(settings.Subscribing);
        services.AddPublishing();
    }
}
