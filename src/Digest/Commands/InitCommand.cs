using System.CommandLine;
using Digest.Collecting;
using Digest.Collecting.Fetching;
using Digest.Commands.Init;
using Digest.Storage;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>From a site to a newsletter: finds the feeds, asks the rest, writes appsettings.json here. The database is not touched.</summary>
internal static class InitCommand
{
    public static Command Make()
    {
        var options = new InitOptions();
        var command = options.AddTo(new Command("init", "Make a newsletter of a site: finds its feeds and writes appsettings.json here"));
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                await RunAsync(options, parsed, ct);
                return 0;
            }
            catch (Missing missing)
            {
                Screen.Message($"{missing.Message}. See: digest init --help");
                return 2;
            }
        });
        return command;
    }

    private static async Task RunAsync(InitOptions options, ParseResult parsed, CancellationToken ct)
    {
        var file = Path.Combine(Directory.GetCurrentDirectory(), SettingsFiles.FileName);
        InitFile.Check(file, parsed.GetValue(options.Force));
        // Not the file that is to be replaced.
        var environment = SettingsFiles.Read(AppContext.BaseDirectory);
        var answers = new InitAnswers(options, parsed, new Questions(), environment);
        answers.Check();
        var collecting = Collecting(environment, parsed.GetValue(options.AllowPrivate) ?? []);
        using var fetcher = new Fetcher(collecting, new SystemDns(), TimeProvider.System, parsed.GetValue(options.BaseUrl) ?? new StorageOptions().BaseUrl);
        var (site, feeds) = await FeedsAsync(
            new SiteReader(fetcher), parsed.GetRequiredValue(options.Site), parsed.GetValue(options.Feeds) ?? [], new AllowedHosts(collecting.AllowedPrivateHosts), ct);
        foreach (var feed in feeds) Screen.Message($"Found {feed.Address.AbsoluteUri}: {feed.Feed.Title ?? "a feed"}, {feed.Feed.Items.Count} {(feed.Feed.Items.Count == 1 ? "article" : "articles")}");
        var plan = await answers.PlanAsync(site, feeds, collecting.AllowedPrivateHosts, ct);
        InitFile.Write(file, plan);
        Tell(file, plan);
    }

    private static CollectingOptions Collecting(IConfiguration environment, string[] allowed)
    {
        const string Section = $"{SettingsFiles.Root}:Collecting";
        var collecting = new CollectingOptions();
        SettingsBinder.Bind(collecting, environment.GetSection(Section), Section);
        collecting.AllowedPrivateHosts = [.. collecting.AllowedPrivateHosts.Concat(allowed).Distinct(StringComparer.OrdinalIgnoreCase)];
        return collecting;
    }

    private static async Task<(Uri Site, IReadOnlyList<FoundFeed> Feeds)> FeedsAsync(
        SiteReader reader, string typed, string[] named, AllowedHosts allowed, CancellationToken ct)
    {
        var site = Address(typed, allowed);
        if (named.Length == 0)
        {
            Screen.Message($"Looking at {site.AbsoluteUri}");
            return (site, Read(await reader.FindAsync(site, ct), site, "Name one: --feed URL"));
        }
        var feeds = new List<FoundFeed>();
        foreach (var address in named.Select(n => Address(n, allowed))) feeds.AddRange(Read(await reader.ReadAsync(address, ct), address, "Give the address of a feed: --feed URL"));
        return (site, feeds);
    }

    private static IReadOnlyList<FoundFeed> Read(SiteReading reading, Uri address, string next)
    {
        if (reading.Problem is not { } problem) return reading.Feeds;
        throw new Fault($"No feed at {address.AbsoluteUri}: {problem}. {(reading.IsRefused ? Allow(address) : next)}");
    }

    private static Uri Address(string typed, AllowedHosts allowed)
    {
        if (AddressRule.TryRead(typed, allowed, out var address, out var refusal)) return address;
        throw new Fault(Uri.TryCreate(typed, UriKind.Absolute, out var read) && read.Scheme is "http" or "https"
            ? $"{typed} is not asked: {refusal}. {Allow(read!)}"
            : $"'{typed}' can't be used: {refusal}. Give the address of your site, e.g. https://www.example.org.");
    }

    private static string Allow(Uri address) => $"If it is yours, allow it: --allow-private {address.Host}:{address.Port}";

    private static void Tell(string file, InitPlan plan)
    {
        Screen.Data($"Wrote         {file}");
        Screen.Data($"Newsletter    {plan.Slug}: {plan.Name}, at {plan.SendAt} ({plan.TimeZone})");
        foreach (var source in plan.Sources) Screen.Data($"Source        {source}");
        Screen.Data(plan.Relay is { } relay
            ? $"Mail          by {relay.Host}:{relay.Port}"
            : "Mail          stays here as files, shown at /outbox, until a relay is named (--relay-host, or Digest:Mail:Relays:0:Host)");
        if (plan.Relay is not null && new Uri(plan.BaseUrl ?? new StorageOptions().BaseUrl).IsLoopback)
            Screen.Message($"Links in mails lead to {plan.BaseUrl}, which only this machine can open. Set Digest:BaseUrl to your public address before others sign up.");
        Screen.Data("");
        Screen.Data("Next:");
        Screen.Data($"  digest send {plan.Slug} --to YOU");
        Screen.Data("  digest serve");
    }
}
