using System.Globalization;

namespace Digest.Collecting.Robots;

/// <summary>
/// Sorts the lines of a robots.txt into what is said to one crawler by name and what to all (RFC 9309 section 2.2.1): groups
/// with the same crawler are one, and only without any by name those for all count.
/// </summary>
internal sealed class RobotsGroups(string token)
{
    private readonly Group named = new();
    private readonly Group all = new();
    private bool inNamed;
    private bool inAll;
    private bool isOpening;

    public (List<RobotsRule> Rules, double? Delay) Chosen => named.IsThere ? (named.Rules, named.Delay) : (all.Rules, all.Delay);

    /// <summary>One line; lines of other kinds, such as those about sitemaps, are passed over and end no group.</summary>
    public void Take(ReadOnlySpan<char> key, ReadOnlySpan<char> value, int line)
    {
        if (key.Equals("user-agent", StringComparison.OrdinalIgnoreCase))
            Open(value);
        else if (key.Equals("allow", StringComparison.OrdinalIgnoreCase) || key.Equals("disallow", StringComparison.OrdinalIgnoreCase))
            Rule(value, key.Length == "allow".Length, line);
        else if (key.Equals("crawl-delay", StringComparison.OrdinalIgnoreCase))
            Delay(value);
    }

    private void Open(ReadOnlySpan<char> agent)
    {
        if (!isOpening) inNamed = inAll = false;
        isOpening = true;
        if (agent.StartsWith('*'))
            inAll = all.IsThere = true;
        else if (Product(agent).Equals(token, StringComparison.OrdinalIgnoreCase))
            inNamed = named.IsThere = true;
    }

    /// <summary>A product token has letters, underscores and hyphens only; what comes after, such as a version, is not part of it.</summary>
    private static ReadOnlySpan<char> Product(ReadOnlySpan<char> agent)
    {
        var length = 0;
        while (length < agent.Length && (char.IsAsciiLetter(agent[length]) || agent[length] is '_' or '-')) length++;
        return agent[..length];
    }

    private void Rule(ReadOnlySpan<char> path, bool allows, int line)
    {
        isOpening = false;
        // An empty path matches nothing.
        if (path.IsEmpty || !(inNamed || inAll)) return;
        var rule = new RobotsRule(path, allows, line);
        if (inNamed) named.Rules.Add(rule);
        if (inAll) all.Rules.Add(rule);
    }

    // It stands in a group as rules do, so a group may be nothing else: a name after it begins the next.
    private void Delay(ReadOnlySpan<char> value)
    {
        isOpening = false;
        if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds)) return;
        if (inNamed) named.Delay = Math.Max(named.Delay ?? 0, seconds);
        if (inAll) all.Delay = Math.Max(all.Delay ?? 0, seconds);
    }

    private sealed class Group
    {
        public bool IsThere { get; set; }
        public List<RobotsRule> Rules { get; } = [];
        public double? Delay { get; set; }
    }
}
