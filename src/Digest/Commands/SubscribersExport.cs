using System.CommandLine;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;

namespace Digest.Commands;

internal static class SubscribersExport
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var status = Status();
        var command = new Command("export", "Write the readers as CSV to standard output") { newsletter, status };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(newsletter), StatusOf(parsed, status), ct));
        return command;
    }

    /// <summary>Which standing is asked for.</summary>
    public static Option<string?> Status()
    {
        var option = new Option<string?>("--status") { Description = "Only readers with this standing" };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<SubscriptionStatus>().Select(s => s.Text())]);
        return option;
    }

    public static SubscriptionStatus? StatusOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option)?.ToState<SubscriptionStatus>();

    private static async Task<int> RunAsync(string slug, SubscriptionStatus? status, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        await using var c = await session.Get<Database>().OpenAsync(ct);
        await using var output = Console.OpenStandardOutput();
        await ReaderExport.WriteAsync(ReaderExport.Only(SubscriptionStore.AllAsync(c, newsletter.Id), status), output, ct);
        return 0;
    }
}
