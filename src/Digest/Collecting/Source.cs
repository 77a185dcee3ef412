namespace Digest.Collecting;

/// <summary>A feed, or a page that lists articles; one row per address, shared by all newsletters that read it.</summary>
internal sealed record Source
{
    public required long Id { get; init; }
    public required string Url { get; init; }

    /// <summary>Its address for people and logs: a user and password in it are left out.</summary>
    public string Shown => Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
        ? address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped) : Url;

    public required string Title { get; init; }
    public string? Etag { get; init; }
    public string? LastModified { get; init; }
    public byte[]? BodyHash { get; init; }

    /// <summary>When it was last asked, whatever came of it.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When it was last read, or said to be unchanged.</summary>
    public DateTimeOffset? ReadAt { get; init; }
    public required DateTimeOffset NextCheckAt { get; init; }
    public required int Failures { get; init; }

    /// <summary>The last failure in words; null: well.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset? FailingSinceAt { get; init; }

    /// <summary>Since when it answers 404.</summary>
    public DateTimeOffset? MissingSinceAt { get; init; }

    /// <summary>Why it is asked no more; null: it is.</summary>
    public string? Ended { get; init; }

    /// <summary>What is odd about it though it can be read; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What it holds at the next look is known, none of it news: the database was put back.</summary>
    public required bool Settle { get; init; }

    /// <summary><c>feed</c> or <c>page</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a page: the CSS that picks its links; null: by structure.</summary>
    public string? Selector { get; init; }

    /// <summary>Whether broken encodings are mended.</summary>
    public required bool Mends { get; init; }

    /// <summary>Its ids have proved to change: the address counts more.</summary>
    public required bool ByUrl { get; init; }

    /// <summary>Milliseconds between two looks that its publisher asks for.</summary>
    public required long LeastWait { get; init; }

    /// <summary>As <see cref="Polling.Skips"/> writes them.</summary>
    public required string Skips { get; init; }

    /// <summary>Milliseconds between two of its articles; 0: not known.</summary>
    public required long UsualGap { get; init; }

    /// <summary>When its latest article came.</summary>
    public DateTimeOffset? NewestAt { get; init; }

    /// <summary>How many items it usually holds.</summary>
    public required double ItemsUsual { get; init; }

    /// <summary>Where it redirects for good, and the date on which that was first seen.</summary>
    public string? MovedTo { get; init; }
    public string? MovedSeen { get; init; }

    public bool IsPage => Kind == PageKind;

    public const string PageKind = "page";
}

/// <summary>A newsletter that reads a source, once for each cadence that it publishes.</summary>
internal sealed record SourceReader
{
    public required long Newsletter { get; init; }
    public required string Cadence { get; init; }
    /// <summary>Whether the first collect for it was done: from then on every new article is news.</summary>
    public required bool Started { get; init; }
}
