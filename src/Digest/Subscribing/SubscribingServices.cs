using Digest.Subscribing.Import;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>What this room gives to the others.</summary>
internal static class SubscribingServices
{
    public static void AddSubscribing(this IServiceCollection services, SubscribingOptions options)
    {
        services.AddSingleton(options);
        services.AddSite(options);
        services.AddSingleton<Origins>();
        services.AddSingleton<LetterLimits>();
        services.AddSingleton<SignUp>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Importer>();
        services.AddSingleton<Landing>();
        services.AddSingleton<TokenPages>();
        services.AddSingleton<FirstEdition>();
    }

    public static void MapSubscribing(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSubscribe();
        endpoints.MapConfirm();
        endpoints.MapLeave();
        endpoints.MapNever();
    }
}
