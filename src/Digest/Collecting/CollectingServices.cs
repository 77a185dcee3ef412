using Digest.Collecting.Fetching;
using Digest.Collecting.Opml;
using Digest.Collecting.Polling;
using Digest.Collecting.Recognising;
using Digest.Collecting.Robots;
using Digest.Collecting.Visiting;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Requests;

namespace Digest.Collecting;

/// <summary>What this room gives to the others.</summary>
internal static class CollectingServices
{
    public static void AddCollecting(this IServiceCollection services, CollectingOptions options, bool works)
    {
        services.AddSingleton(options);
        services.AddSingleton<IDns, SystemDns>();
        services.AddSingleton(p => new Fetcher(
            options, p.GetRequiredService<IDns>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<StorageOptions>().BaseUrl));
        services.AddSingleton<SourceStore>();
        services.AddSingleton<DueSources>();
        services.AddSingleton<HostGate>();
        services.AddSingleton<HostRests>();
        services.AddSingleton<Moves>();
        services.AddSingleton<SourceHealth>();
        services.AddSingleton<ArticleStore>();
        services.AddSingleton<CandidateStore>();
        services.AddSingleton<Corrections>();
        services.AddSingleton<Acceptance>();
        services.AddSingleton<ByHand>();
        services.AddSingleton<PageStore>();
        services.AddSingleton<PageVisit>();
        services.AddSingleton<PageVisitor>();
        services.AddSingleton<FirstLook>();
        services.AddSingleton<SourceLook>();
        services.AddSingleton<Collector>();
        services.AddSingleton<OpmlStore>();
        services.AddSingleton<OpmlImport>();
        services.AddSingleton<RobotsGate>();
        services.AddSingleton<ApplySources>(p => (c, t, newsletter, sources) => ApplyAsync(p.GetRequiredService<SourceStore>(), c, t, newsletter, sources));
        if (!works) return;
        services.AddSingleton<IRequestHandler, CollectRequest>();
        services.AddSingleton<IWorkerPart, CollectSchedule>();
    }

    // What configuration names is read; what it leaves out, or was removed by hand, is left alone.
    private static async Task ApplyAsync(
        SourceStore store, System.Data.Common.DbConnection c, System.Data.Common.DbTransaction t, Newsletter newsletter, IReadOnlyList<SourceOptions> sources)
    {
        foreach (var source in sources) await store.AddAsync(c, t, newsletter.Id, source, again: false);
    }
}
