using System.CommandLine;
using Digest.Collecting.Opml;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

internal static class SourceExport
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var passwords = new Option<bool>("--passwords") { Description = "Write users and passwords in addresses, too: for a backup, not for passing on" };
        var command = new Command("export", "Write the feeds that it reads as OPML to standard output") { newsletter, passwords };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(newsletter), parsed.GetValue(passwords), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, bool passwords, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var feeds = await session.Get<OpmlStore>().OfAsync(newsletter.Id, ct);
        var secret = feeds.Count(feed => feed.Shown != feed.Url);
        if (!passwords) feeds = [.. feeds.Select(feed => feed with { Url = feed.Shown })];
        Screen.Data(OpmlWriter.Write(newsletter.Name, feeds));
        if (secret > 0 && !passwords)
            Screen.Message($"{secret} {(secret == 1 ? "address has a password, which was" : "addresses have passwords, which were")} left out. --passwords writes them.");
        return 0;
    }
}
