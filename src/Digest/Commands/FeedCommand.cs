using System.CommandLine;
using Digest.Collecting;
using Digest.Collecting.Reading;
using Digest.Storage;

namespace Digest.Commands;

/// <summary>Shows how Digest reads a feed, from a file or an address. Opens no database.</summary>
internal static class FeedCommand
{
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
        var document = await Documents.ReadAsync(what, ct);
        return FeedReader.Read(document.Bytes, document.ContentType, document.Address) switch
        {
            FeedReading.Read read => read.Feed,
            FeedReading.Refused { IsPage: true } page => throw new Fault($"{what}: {page.Reason}.{Feeds(document)}"),
            FeedReading.Refused refused => throw new Fault($"{what}: {refused.Reason}."),
            _ => throw new InvalidOperationException("A feed is read or refused."),
        };
    }

    private static string Feeds(Document document)
    {
        if (document.Address is null) return "";
        var found = FeedDiscovery.Named(TextDecoder.Decode(document.Bytes.Span, document.ContentType), document.Address);
        return found.Count == 0 ? " It names no feed." : $" It names: {string.Join(", ", found.Select(f => f.AbsoluteUri))}";
    }

    private static void Tell(Feed feed)
    {
        Screen.Data($"{feed.Title ?? "(no title)"}  [{feed.Format}]  {feed.Home}");
        foreach (var item in feed.Items) Screen.Data($"{Screen.Time(item.Published) ?? "(no date)",-20}  {item.Title ?? "(no title)"}\n                      {item.Url}");
    }
}
