using System.CommandLine;
using Digest.Collecting;
using Digest.Collecting.Fetching;
using Digest.Collecting.Reading;
using Digest.Storage;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>Shows how Digest reads a feed, from a file or an address. Opens no database.</summary>
internal static class FeedCommand
{
    private const int MostBytes = 20 * 1024 * 1024;

    public static Command Make()
    {
        var what = new Argument<string>("FILE-or-URL");
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var show = new Command("show", "Show how a feed is read") { what, json };
        show.SetAction(async (parsed, ct) =>
        {
            var feed = await ReadAsync(parsed.GetRequiredValue(what), ct);
            if (parsed.GetValue(json)) Screen.Data(FeedJson.Write(feed));
            else Tell(feed);
            return 0;
        });
        return new Command("feed", "Feeds as Digest reads them") { show };
    }

    private static async Task<Feed> ReadAsync(string what, CancellationToken ct)
    {
        var (bytes, type, address) = IsAddress(what) ? await FetchAsync(new Uri(what), ct) : (await FileAsync(what, ct), null, null);
        return FeedReader.Read(bytes, type, address) switch
        {
            FeedReading.Read read => read.Feed,
            FeedReading.Refused { IsPage: true } page => throw new Fault($"{what}: {page.Reason}.{Feeds(bytes, type, address)}"),
            FeedReading.Refused refused => throw new Fault($"{what}: {refused.Reason}."),
            _ => throw new InvalidOperationException("A feed is read or refused."),
        };
    }

    private static string Feeds(ReadOnlyMemory<byte> bytes, string? type, Uri? address)
    {
        if (address is null) return "";
        var found = FeedDiscovery.Named(TextDecoder.Decode(bytes.Span, type), address);
        return found.Count == 0 ? " It names no feed." : $" It names: {string.Join(", ", found.Select(f => f.AbsoluteUri))}";
    }

    private static bool IsAddress(string what) =>
        !File.Exists(what) && Uri.TryCreate(what, UriKind.Absolute, out var address) && address.Scheme is not "file";

    private static async Task<ReadOnlyMemory<byte>> FileAsync(string path, CancellationToken ct)
    {
        try
        {
            if (Directory.Exists(path)) throw new Fault($"{path} is a folder. Name a file or an address.");
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw new Fault($"{path} is larger than 20 MiB: no feed is.");
            return await File.ReadAllBytesAsync(path, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new Fault($"{path} can't be read: {fault.Message}", fault);
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, string? Type, Uri? Address)> FetchAsync(Uri address, CancellationToken ct)
    {
        var settings = Settings.Read(SettingsFiles.Read(Directory.GetCurrentDirectory()));
        using var fetcher = new Fetcher(settings.Collecting, new SystemDns(), TimeProvider.System, settings.BaseUrl);
        return await fetcher.GetAsync(new FetchRequest(address), ct) switch
        {
            FetchResult.Fetched fetched => (fetched.Bytes, fetched.ContentType, fetched.Address),
            FetchResult.Failed failed => throw new Fault($"{address}: {failed.Reason}."),
            _ => throw new Fault($"{address}: answered that nothing changed, though nothing was asked."),
        };
    }

    private static void Tell(Feed feed)
    {
        Screen.Data($"{feed.Title ?? "(no title)"}  [{feed.Format}]  {feed.Home}");
        foreach (var item in feed.Items) Screen.Data($"{Screen.Time(item.Published) ?? "(no date)",-20}  {item.Title ?? "(no title)"}\n                      {item.Url}");
    }
}
