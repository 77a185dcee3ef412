namespace Digest.Collecting.Opml;

/// <summary>A feed as a list names it, before anybody has judged its address.</summary>
internal sealed record ListedFeed
{
    /// <summary>Which outline of the list it is, folders counted, from 1: how a person finds it again.</summary>
    public required int Outline { get; init; }

    /// <summary>As written, trimmed.</summary>
    public required string Url { get; init; }

    /// <summary>Plain text on one line; null when the list gives none.</summary>
    public string? Title { get; init; }

    /// <summary>The innermost folder that it is in; empty: none.</summary>
    public string Topic { get; init; } = "";

    public double Weight { get; init; } = 1;

    /// <summary>The address without a user and password in it: for people, and for lists that are passed on.</summary>
    public string Shown
    {
        get
        {
            var begin = Url.IndexOf("://", StringComparison.Ordinal) + 3;
            if (begin < 3) return Url;
            var rest = Url.AsSpan(begin);
            var end = rest.IndexOfAny('/', '?', '#');
            var at = (end < 0 ? rest : rest[..end]).LastIndexOf('@');
            return at < 0 ? Url : string.Concat(Url.AsSpan(0, begin), rest[(at + 1)..]);
        }
    }
}

/// <summary>An outline, or a feed, that is not taken.</summary>
/// <param name="Outline">Which one, as in <see cref="ListedFeed"/>.</param>
/// <param name="Name">Its title, else its address; empty when it has neither. A stranger's words on one line.</param>
/// <param name="Reason">For people.</param>
internal sealed record RefusedOutline(int Outline, string Name, string Reason)
{
    public override string ToString() => $"outline {Outline}{(Name.Length == 0 ? "" : $", {Name}")}: {Reason}";
}
