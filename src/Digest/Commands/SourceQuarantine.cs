using System.CommandLine;
using Digest.Collecting;
using Digest.Collecting.Recognising;
using Digest.Collecting.Visiting;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The commands that end the quarantine of a source that was flooded.</summary>
internal static class SourceQuarantine
{
    public static Command Keep() => Make("keep", "The articles that a flood of a feed brought are news after all", keep: true);

    public static Command Discard() => Make("discard", "The articles that a flood of a feed brought are none", keep: false);

    private static Command Make(string name, string description, bool keep)
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var url = new Argument<string>("URL") { Description = "Of the feed" };
        var command = new Command(name, description) { newsletter, url };
        command.SetAction((parsed, ct) => DecideAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(url), keep, ct));
        return command;
    }

    private static async Task<int> DecideAsync(string slug, string url, bool keep, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var source = (await session.Get<SourceStore>().OfAsync(newsletter.Id, ct)).FirstOrDefault(s => s.Url == url || s.Shown == url)
            ?? throw new Fault($"{slug} does not read {url}. See: digest source list {slug}");
        var articles = await session.Get<Writer>().WriteAsync(async (c, t) =>
        {
            var decided = await session.Get<CandidateStore>().DecideAsync(c, t, newsletter.Id, source.Id, keep);
            if (keep) await session.Get<PageStore>().WantAsync(c, t, decided);
            return decided;
        }, ct);
        Screen.Message(articles.Count == 0 ? $"Nothing of {source.Shown} is in quarantine."
            : keep ? $"{articles.Count} articles of {source.Shown} wait for the next edition of {slug}." : $"{articles.Count} articles of {source.Shown} are let go.");
        return 0;
    }
}
