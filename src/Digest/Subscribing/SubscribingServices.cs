using Digest.Storage;
using Digest.Subscribing.Choosing;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Forms;
using Digest.Subscribing.Import;
using Digest.Subscribing.Pages;
using Digest.Subscribing.Records;

namespace Digest.Subscribing;

/// <summary>What this room gives to the others.</summary>
internal static class SubscribingServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="options">Bound and checked.</param>
    /// <param name="works">Whether this process may become the worker.</param>
    public static void AddSubscribing(this IServiceCollection services, SubscribingOptions options, bool works)
    {
        services.AddSingleton(options);
        services.AddSite(options);
        services.AddSingleton<Origins>();
        services.AddSingleton<LetterLimits>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<BotCheck>();
        services.AddSingleton<SignUpBudget>();
        services.AddSingleton<FormSnippet>();
        services.AddSingleton<EmbedScript>();
        services.AddSingleton<SignUp>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Importer>();
        services.AddSingleton<SkippedFiles>();
        services.AddSingleton<Landing>();
        services.AddSingleton<TokenPages>();
        services.AddSingleton<FirstEdition>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<PersonRecords>();
        services.AddSingleton<PreferencesPage>();
        services.AddSingleton<PreferencesActions>();
        services.AddSingleton<AddressLetters>();
        services.AddSingleton<LessInstead>();
        if (!works) return;
        services.AddSingleton<ReaderUpkeep>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<ReaderUpkeep>());
    }

    public static void MapSubscribing(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSubscribe();
        endpoints.MapEmbed();
        endpoints.MapConfirm();
        endpoints.MapLeave();
        endpoints.MapNever();
        endpoints.MapUndo();
        endpoints.MapPreferences();
        endpoints.MapAddress();
    }
}
