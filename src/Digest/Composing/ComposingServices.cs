using Digest.Composing.Choosing;
using Digest.Composing.Review;
using Digest.Composing.Variants;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>What this room gives to the others.</summary>
internal static class ComposingServices
{
    public static void AddComposing(this IServiceCollection services, bool works)
    {
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<StorageOptions>();
            return options.TemplatesDirectory.Length == 0
                ? new Templates(options.TemplatesPath)
                : new Templates(options.TemplatesPath, shownAs: options.TemplatesPath);
        });
        services.AddSingleton<EditionStore>();
        services.AddSingleton<Archive>();
        services.AddSingleton<EditionComposer>();
        services.AddSingleton<Proposer>();
        services.AddSingleton<Fitting>();
        services.AddSingleton<Cutter>();
        services.AddSingleton<ReaderGroups>();
        services.AddSingleton<VariantMaker>();
        services.AddSingleton<Editor>();
        services.AddSingleton<Explanation>();
        if (!works) return;
        services.AddSingleton<IRequestHandler, AddRequest>();
        services.AddSingleton<IWorkerPart, EditionSchedule>();
    }
}
