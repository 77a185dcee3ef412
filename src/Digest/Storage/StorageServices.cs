using Digest.Storage.Keys;
using Digest.Storage.Newsletters;
using Digest.Storage.Requests;
using Quartz;

namespace Digest.Storage;

/// <summary>What this room gives to the others.</summary>
internal static class StorageServices
{
    /// <summary>The execution group of jobs that send.</summary>
    public const string SendingGroup = "sending";

    /// <param name="services">The program's services.</param>
    /// <param name="options">Bound and checked.</param>
    /// <param name="worker">How this process works; null: it only reads and writes rows.</param>
    public static void AddStorage(this IServiceCollection services, StorageOptions options, WorkerSettings? worker)
    {
        services.AddSingleton(options);
        services.AddSingleton<Database>();
        services.AddSingleton<HighWater>();
        services.AddSingleton<Writer>();
        services.AddSingleton<Scrubbing>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<OperatorEvents>();
        services.AddSingleton<Standstill>();
        services.AddSingleton<NewsletterStore>();
        services.AddSingleton<ConfiguredNewsletters>();
        services.AddSingleton<Installation>();
        services.AddSingleton<RequestStore>();
        if (worker is null) return;
        services.AddSingleton(worker);
        services.AddSingleton<QuartzStore>();
        services.AddSingleton<IWorkerPart, RequestLoop>();
        services.AddSingleton<Worker>();
        services.AddHostedService(provider => provider.GetRequiredService<Worker>());
        services.AddQuartz(q => AddScheduler(q, options, worker));
    }

    private static void AddScheduler(IQuartzBuilder quartz, StorageOptions options, WorkerSettings worker)
    {
        quartz.UseDefaultThreadPool(16);
        // Sending takes its time: it must not take the threads of what decides, collects and reconciles.
        quartz.UseExecutionLimits(limits => limits.ForGroup(SendingGroup, 8));
        if (!worker.Schedules)
        {
            quartz.UseInMemoryStore();
            return;
        }
        quartz.UsePersistentStore(store =>
        {
            store.UseSqlite(Database.ConnectionString(QuartzStore.FileOf(options)));
            store.UseSystemTextJsonSerializer();
            store.ProvisionSchema();
            store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
        });
    }
}
