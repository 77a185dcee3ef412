using System.CommandLine;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Forms;

namespace Digest.Commands;

/// <summary>Prints the sign-up form for a site of one's own.</summary>
internal static class FormCommand
{
    public static Command Make()
    {
        var slug = new Argument<string>("NEWSLETTER");
        var command = new Command("form", "Print the sign-up form of a newsletter as HTML, for any page of yours") { slug };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(slug), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        if (newsletter.Options.Private)
            throw new Fault($"Nobody can sign up for {slug}: it is private. Open it first: digest newsletter set {slug} Private false");
        Console.Out.Write(session.Get<FormSnippet>().Of(newsletter));
        return 0;
    }
}
