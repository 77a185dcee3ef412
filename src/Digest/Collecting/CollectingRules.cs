using Digest.Storage;
using Digest.Storage.Settings;

namespace Digest.Collecting;

/// <summary>Refuses collecting settings that can't work.</summary>
internal static class CollectingRules
{
    private const string Section = "Digest:Collecting";

    /// <exception cref="Fault">The message names the key and what it should be.</exception>
    public static void Check(CollectingOptions o)
    {
        Require(o.FirstCollect >= 0, nameof(o.FirstCollect), o.FirstCollect, "0 or more, e.g. 3");
        Require(o.StableMinutes >= 0, nameof(o.StableMinutes), o.StableMinutes, "0 or more, e.g. 10");
        Require(o.PerHost is >= 1 and <= 64, nameof(o.PerHost), o.PerHost, "between 1 and 64, e.g. 2");
        Require(o.MinInterval >= TimeSpan.FromMinutes(1), nameof(o.MinInterval), Values.Text(o.MinInterval), "at least 1 min, e.g. 10 min");
        Require(o.MaxInterval >= o.MinInterval, nameof(o.MaxInterval), Values.Text(o.MaxInterval), $"at least as long as MinInterval ({Values.Text(o.MinInterval)})");
        Require(o.Timeout >= TimeSpan.FromSeconds(1) && o.Timeout <= TimeSpan.FromHours(1), nameof(o.Timeout), Values.Text(o.Timeout), "between 1 s and 1 h, e.g. 30 s");
        Require(o.MaxBytes is >= 1024 and <= 1 << 30, nameof(o.MaxBytes), o.MaxBytes, "between 1 KiB and 1 GiB, e.g. 5 MiB");
        Require(o.UserAgent.All(c => c is >= ' ' and < '\u007F'), nameof(o.UserAgent), o.UserAgent, "plain ASCII on one line, e.g. Digest (+https://news.example.org)");
        for (var i = 0; i < o.AllowedPrivateHosts.Count; i++)
            Require(IsHost(o.AllowedPrivateHosts[i]), $"{nameof(o.AllowedPrivateHosts)}:{i}", o.AllowedPrivateHosts[i], "a host or host:port, e.g. intranet.example:8000");
    }

    private static bool IsHost(string entry) => entry.Length > 0 && entry.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']' or '%');

    private static void Require(bool holds, string key, object value, string expected)
    {
        if (!holds) throw new Fault($"{Section}:{key} is '{value}', but should be {expected}.");
    }
}
