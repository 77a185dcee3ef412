using System.Text.Json;
using Digest.Storage;
using Digest.Storage.Requests;

namespace Digest.Collecting;

/// <summary>What <c>digest collect</c> asks for. <paramref name="Source"/> null: every source.</summary>
internal sealed record CollectAsked(string? Source);

/// <summary>Does <c>digest collect</c>: every source, or one, now.</summary>
internal sealed class CollectRequest(SourceStore sources, Collector collector) : IRequestHandler
{
    public string Kind => "collect";

    public async Task<string> RunAsync(Request request, CancellationToken ct)
    {
        var asked = JsonSerializer.Deserialize<CollectAsked>(request.Data) ?? new CollectAsked(null);
        var due = await sources.AllAsync(ct);
        if (asked.Source is { } url)
        {
            due = [.. due.Where(s => s.Url == url)];
            if (due.Count == 0) throw new Fault($"No newsletter reads {url}. Add it with: digest source add NEWSLETTER {url}");
        }
        var results = await collector.CollectAsync(due, ct);
        var lines = results.Select(r => r.Problem is null
            ? $"{r.Source.Shown}: {r.New} new articles, {r.News} of them news{FirstTime(r)}"
            : $"{r.Source.Shown}: {r.Problem}");
        return results.Count == 0 ? "There is no source yet. Add one with: digest source add NEWSLETTER URL" : string.Join('\n', lines);
    }

    private static string FirstTime(Collected result) =>
        result.Source.CheckedAt is null && result.New > result.News ? " (first collect: the newest count as news, the older ones as known)" : "";
}
