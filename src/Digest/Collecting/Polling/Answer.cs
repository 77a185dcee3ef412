using Digest.Collecting.Fetching;

namespace Digest.Collecting.Polling;

/// <summary>What a server said beside the content.</summary>
/// <param name="Address">Where the answer came from, after all redirects.</param>
/// <param name="MovedForGood">There were redirects, all of them permanent.</param>
/// <param name="Facts">Validators and what it says about asking again.</param>
/// <param name="IsUnmodified">It was a 304: validators that it does not repeat still stand.</param>
internal sealed record Answer(Uri Address, bool MovedForGood, ResponseFacts Facts, bool IsUnmodified)
{
    public static Answer Of(FetchResult.Fetched fetched) => new(fetched.Address, fetched.MovedForGood, fetched.Facts, IsUnmodified: false);

    public static Answer Of(FetchResult.NotModified same) => new(same.Address, same.MovedForGood, same.Facts, IsUnmodified: true);
}

/// <summary>What was read of a source.</summary>
/// <param name="Feed">Its items.</param>
/// <param name="Hash">Of the bytes.</param>
/// <param name="IsPage">Whether it is a page that lists articles.</param>
/// <param name="ByUrl">Whether its ids have proved to change.</param>
internal sealed record SourceContent(Feed Feed, byte[] Hash, bool IsPage, bool ByUrl);
