using System.Text.Json;
using Digest.Collecting.Visiting;
using Digest.Storage;
using Digest.Storage.Requests;

namespace Digest.Collecting;

/// <summary>What <c>digest collect</c> asks for. <paramref name="Source"/> null: every source.</summary>
internal sealed record CollectAsked(string? Source);

/// <summary>Does <c>digest collect</c>: every source, or one, now.</summary>
internal sealed class CollectRequest(SourceStore sources, Collector collector, PageVisitor visitor) : IRequestHandler
{
    public string Kind => "collect";

    public async Task<string> RunAsync(Request request, CancellationToken ct)
    {
        var asked = JsonSerializer.Deserialize<CollectAsked>(request.Data) ?? new CollectAsked(null);
        var due = await DueAsync(asked.Source, ct);
        if (due.Count == 0) return "There is no source yet. Add one with: digest source add NEWSLETTER URL";
        // One that has ended is asked again only by name.
        var results = await collector.CollectAsync([.. due.Where(s => s.Ended is null || asked.Source is not null)], ct);
        await visitor.VisitDueAsync(PageVisitor.Patience, ct);
        var ended = due.Where(s => s.Ended is not null && asked.Source is null).Select(s => $"{s.Shown}: asked no more, {s.Ended}");
        return string.Join('\n', results.Select(Line).Concat(ended));
    }

    private async Task<IReadOnlyList<Source>> DueAsync(string? url, CancellationToken ct)
    {
        if (url is null) return await sources.AllAsync(ct);
        return await sources.FindAsync(url, ct) is { } source ? [source]
            : throw new Fault($"No newsletter reads {url}. Add it with: digest source add NEWSLETTER {url}");
    }

    private static string Line(Collected r) => $"{r.Source.Shown}: " + (r.Problem
        ?? $"{r.New} new articles, {r.News} of them news{FirstTime(r)}{(r.Remark is null ? "" : $"; {r.Remark}")}");

    private static string FirstTime(Collected result) =>
        result.Source.ReadAt is null && result.New > result.News ? " (first collect: the newest count as news, the older ones as known)" : "";
}
