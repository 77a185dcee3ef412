using System.Data.Common;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Fetching;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Collecting.Opml;

/// <summary>What an import did.</summary>
/// <param name="Added">Feeds the newsletter did not read before.</param>
/// <param name="There">Those it read already, and those that stand in the list twice.</param>
/// <param name="Refused">In the order of the list.</param>
internal sealed record OpmlReport(int Added, int There, IReadOnlyList<RefusedOutline> Refused);

/// <summary>
/// Lets a newsletter read the feeds of a list: all that are good in one step, each of the others with a reason. A crash
/// leaves all of them or none; the same list again changes nothing.
/// </summary>
internal sealed class OpmlImport(SourceStore sources, Writer writer, CollectingOptions options)
{
    private readonly AllowedHosts allowed = new(options.AllowedPrivateHosts);

    public async Task<OpmlReport> RunAsync(long newsletter, OpmlReading.Read list, CancellationToken ct)
    {
        var refused = new List<RefusedOutline>(list.Others);
        var good = new List<(ListedFeed Feed, Uri Address)>();
        foreach (var feed in list.Feeds)
            if (AddressRule.TryRead(feed.Url, allowed, out var address, out var refusal)) good.Add((feed, address));
            else refused.Add(new(feed.Outline, Name(feed), refusal));
        var added = await writer.WriteAsync((c, t) => AddAsync(c, t, newsletter, good), ct);
        return new OpmlReport(added, good.Count - added, [.. refused.OrderBy(r => r.Outline)]);
    }

    private async Task<int> AddAsync(DbConnection c, DbTransaction t, long newsletter, List<(ListedFeed Feed, Uri Address)> good)
    {
        var known = (await OpmlStore.OfAsync(c, t, newsletter)).Select(feed => Key(new Uri(feed.Url))).ToHashSet();
        var added = 0;
        foreach (var (feed, address) in good)
        {
            if (!known.Add(Key(address))) continue;
            var source = new SourceOptions { Url = address.OriginalString, Topic = feed.Topic, Weight = feed.Weight };
            if (!await sources.AddAsync(c, t, newsletter, source, again: true)) continue;
            await OpmlStore.PlaceAsync(c, t, newsletter, address.OriginalString, feed);
            added++;
        }
        return added;
    }

    /// <summary>Lists that grew over years have the same feed with http and https, and with hosts in capitals.</summary>
    private static string Key(Uri address) =>
        $"{address.UserInfo}@{AddressRule.HostOf(address)}:{(address.IsDefaultPort ? "" : address.Port)}{address.PathAndQuery}";

    private static string Name(ListedFeed feed) => TextCleaning.Line(feed.Title is null ? feed.Shown : $"{feed.Title} ({feed.Shown})", 300) ?? "";
}
