using System.Net;
using Digest.Collecting;
using Digest.Collecting.Fetching;

namespace Digest.Tests.Collecting.Fetching;

/// <summary>Fetchers for tests: short limits, exactly these hosts allowed.</summary>
internal static class Fetching
{
    public static readonly IDns NoDns = new Answers([]);

    public static CollectingOptions Options(params string[] allowed) => new() { AllowedPrivateHosts = [.. allowed] };

    public static Fetcher Allowing(params string[] allowed) => new(Options(allowed), NoDns, TimeProvider.System, "https://digest.example");

    public static async Task<FetchResult> GetAsync(string address, params string[] allowed)
    {
        using var fetcher = Allowing(allowed);
        return await fetcher.GetAsync(new FetchRequest(new Uri(address)), CancellationToken.None);
    }

    /// <summary>A resolver with an answer for each time it is asked; the last one again and again, without one no name exists.</summary>
    public sealed class Answers(IReadOnlyList<string[]> answers) : IDns
    {
        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
        {
            Asked.Add(host);
            if (answers.Count == 0) throw new System.Net.Sockets.SocketException(11001);
            return Task.FromResult<IReadOnlyList<IPAddress>>([.. answers[Math.Min(Asked.Count, answers.Count) - 1].Select(IPAddress.Parse)]);
        }
    }
}
