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

    // A job of a node that was killed runs elsewhere after the sum of the two, and another check-in at the latest: within 20 s.
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Threshold = TimeSpan.FromSeconds(10);

    /// <param name="services">The program's services.</param>
    /// <param name="options">Bound and checked.</param>
    /// <param name="worker">How this process works; null: it only reads and writes rows.</param>
    public static void AddStorage(this IServiceCollection services, StorageOptions options, WorkerSettings? worker)
    {
        services.AddSingleton(options);
        services.AddSingleton<Database>();
        if (options.Database.Provider == DatabaseProvider.PostgreSql) services.AddSingleton<TimeProvider>(p => new SharedClock(p.GetRequiredService<Database>(), TimeProvider.System));
        else services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Node>();
        services.AddSingleton<HighWater>();
        services.AddSingleton<Writer>();
        services.AddSingleton<Scrubbing>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<OperatorEvents>();
        services.AddSingleton<Standstill>();
        services.AddSingleton<LookBack>();
        services.AddSingleton<NewsletterStore>();
        services.AddSingleton<ConfiguredNewsletters>();
        services.AddSingleton<Installation>();
        services.AddSingleton<RequestStore>();
        if (worker is null) return;
        services.AddSingleton(worker);
        services.AddSingleton<QuartzStore>();
        services.AddSingleton<IWorkerPart, RequestLoop>();
        services.AddSingleton<IWorkerPart, NativeHeap>();
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
            // Late is no reason to do anything else: what is due is told by the rows.
            quartz.UseInMemoryStore(store => store.MisfireThreshold = TimeSpan.FromHours(1));
            return;
        }
        if (options.Database.Provider == DatabaseProvider.PostgreSql)
        {
            quartz.UseInstanceIdGenerator<FolderInstanceId>();
            // What another node has stored is seen by looking. One trigger a time: the limit of the group is asked before each, and what
            // is over it is left for the others.
            quartz.ConfigureScheduler(scheduler => (scheduler.IdleWaitTime, scheduler.MaxBatchSize) = (LookEvery, 1));
        }
        quartz.UsePersistentStore(store =>
        {
            if (options.Database.Provider == DatabaseProvider.PostgreSql)
            {
                store.UsePostgres(Database.ServerSettings(options.Database.ConnectionString).ToString());
                store.UseClustering(c => (c.CheckinInterval, c.CheckinMisfireThreshold) = (CheckIn, Threshold));
            }
            else store.UseSqlite(Database.FileSettings(QuartzStore.FileOf(options)));
            store.UseSystemTextJsonSerializer();
            store.ProvisionSchema();
            store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
        });
    }
}
