using Digest.Composing.Choosing;
using Digest.Composing.Mime;
using Digest.Composing.Review;
using Digest.Composing.Variants;
using Digest.Storage;
using Digest.Storage.Requests;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>What this room gives to the others.</summary>
internal static class ComposingServices
{
    /// <param name="services">The program's services.</param>
    /// <param name="leaveByMail">What mails offer beside the page to leave.</param>
    /// <param name="works">Whether this process may become the worker.</param>
    public static void AddComposing(this IServiceCollection services, LeaveByMail leaveByMail, bool works)
    {
        services.AddSingleton(leaveByMail);
        services.AddSingleton(static provider => TemplatesOf(provider.GetRequiredService<StorageOptions>()));
        services.AddSingleton<EditionStore>();
        services.AddSingleton<Archive>();
        services.AddSingleton<Folding>();
        services.AddSingleton<EditionComposer>();
        services.AddSingleton<Proposer>();
        services.AddSingleton<Fitting>();
        services.AddSingleton<Cutter>();
        services.AddSingleton<VariantStore>();
        services.AddSingleton<ReaderGroups>();
        services.AddSingleton<VariantMaker>();
        services.AddSingleton<Editor>();
        services.AddSingleton<Explanation>();
        if (!works) return;
        services.AddSingleton<IRequestHandler, AddRequest>();
        services.AddSingleton<IWorkerPart, EditionSchedule>();
        services.AddSingleton<ArticleExpiry>();
        services.AddSingleton<IWorkerPart>(p => p.GetRequiredService<ArticleExpiry>());
    }

    // What a folder of one's own lacks, e.g. because it is older than this version, comes from the shipped one.
    private static Templates TemplatesOf(StorageOptions options)
    {
        var shipped = new TemplateRoot(StorageOptions.ShippedTemplates);
        return options.TemplatesDirectory.Length == 0
            ? new Templates([shipped])
            : new Templates([new TemplateRoot(options.TemplatesPath, options.TemplatesPath), shipped]);
    }
}
