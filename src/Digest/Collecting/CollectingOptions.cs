namespace Digest.Collecting;

/// <summary>The keys under <c>Digest:Collecting</c>: how sources are fetched, and what of them is taken.</summary>
internal sealed class CollectingOptions
{
    /// <summary>How many of the newest articles of a new source count as news; the others are only remembered.</summary>
    public int FirstCollect { get; set; } = 3;

    /// <summary>Minutes an article must have stood unchanged before a cut takes it.</summary>
    public int StableMinutes { get; set; } = 10;

    /// <summary>The shortest time between two collects of one source, whatever its publisher asks for.</summary>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest time between two collects of one source.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromHours(24);

    /// <summary>What requests call themselves. Empty: <c>Digest/VERSION (+BaseUrl)</c>.</summary>
    public string UserAgent { get; set; } = "";

    /// <summary>The longest that one fetch may take, with all its redirects, from name to last byte.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes one answer may have, counted before and after decompression.</summary>
    public long MaxBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>How many requests one host gets at the same time.</summary>
    public int PerHost { get; set; } = 2;

    /// <summary>
    /// Hosts that may have private addresses, each as <c>host</c> (on the usual ports) or <c>host:port</c>
    /// (on that port, usual or not). Names are compared whole, never by their end.
    /// </summary>
    public List<string> AllowedPrivateHosts { get; set; } = [];
}
