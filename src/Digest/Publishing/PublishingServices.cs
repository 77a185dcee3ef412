using Digest.Publishing.Outbox;

namespace Digest.Publishing;

/// <summary>What this room gives to the others.</summary>
internal static class PublishingServices
{
    public static void AddPublishing(this IServiceCollection services)
    {
        services.AddSingleton<ArchivePages>();
        services.AddSingleton<OutboxGate>();
        services.AddSingleton<OutboxFolder>();
        services.AddSingleton<OutboxPages>();
    }

    public static void MapPublishing(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapArchive();
        endpoints.MapOutbox();
    }
}
