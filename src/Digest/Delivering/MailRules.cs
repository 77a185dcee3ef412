using System.Net;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering;

/// <summary>Refuses mail settings that can't work, and those whose feature is not built yet.</summary>
internal static class MailRules
{
    /// <exception cref="Fault">The message names the key and what it should be.</exception>
    public static void Check(MailOptions mail, DeliveringOptions delivering)
    {
        if (mail.Transport == MailTransport.Smtp && mail.Relays.Count == 0)
            throw new Fault("Digest:Mail:Relays is empty, but Digest:Mail:Transport is Smtp. Name a relay: Digest:Mail:Relays:0:Host.");
        for (var i = 0; i < mail.Relays.Count; i++) CheckRelay(mail.Relays[i], $"Digest:Mail:Relays:{i}");
        if (mail.Relays.GroupBy(r => $"{r.Host}:{r.Port}", StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new Fault($"Digest:Mail:Relays has {twice.Key} twice. Name each relay once, with all its Connections.");
        DkimRules.Check(mail.Dkim);
        BounceRules.Check(mail.Bounces);
        if (mail.OperatorAddress.Length > 0 && MailAddress.Parse(mail.OperatorAddress) is null)
            throw new Fault($"Digest:Mail:OperatorAddress is '{mail.OperatorAddress}', but should be a mail address, e.g. you@example.org.");
        if (delivering.BatchSize < 1) throw new Fault($"Digest:Delivering:BatchSize is {delivering.BatchSize}, but should be 1 or more.");
        if (delivering.InDoubtAttempts < 1) throw new Fault($"Digest:Delivering:InDoubtAttempts is {delivering.InDoubtAttempts}, but should be 1 or more.");
        if (delivering.DeliverWithin <= TimeSpan.Zero) throw new Fault("Digest:Delivering:DeliverWithin should be longer than nothing, e.g. 20 h.");
        CheckDomains(delivering.Domains);
        CheckBuilt(mail, delivering);
    }

    private static void CheckRelay(RelayOptions relay, string path)
    {
        if (relay.Host.Length == 0) throw new Fault($"{path}:Host is empty, but should be the name of a mail server, e.g. smtp.example.org.");
        if (relay.Port is < 1 or > 65535) throw new Fault($"{path}:Port is {relay.Port}, but should be between 1 and 65535, usually 587.");
        if (relay.Connections is < 1 or > 64) throw new Fault($"{path}:Connections is {relay.Connections}, but should be between 1 and 64.");
        if (relay.Security == RelaySecurity.None && !IsLoopback(relay.Host))
            throw new Fault($"{path}:Security is None, which only a relay on this machine may be. Use StartTls or Tls.");
        if (relay.User.Length > 0 != relay.Password.Length > 0)
            throw new Fault($"{path}:{(relay.User.Length > 0 ? "Password" : "User")} is empty, but its {(relay.User.Length > 0 ? "User" : "Password")} is set. Set both, or neither.");
        if (relay.PerSecond < 0) throw new Fault($"{path}:PerSecond is {relay.PerSecond}, but should be 0 (no limit) or more.");
        if (relay.PerConnection < 0) throw new Fault($"{path}:PerConnection is {relay.PerConnection}, but should be 0 (no limit) or more.");
        if (relay.Weight is < 1 or > 1000) throw new Fault($"{path}:Weight is {relay.Weight}, but should be between 1 and 1000.");
        if (relay.Priority < 0) throw new Fault($"{path}:Priority is {relay.Priority}, but should be 0 (used first) or more.");
    }

    private static void CheckDomains(Dictionary<string, DomainOptions> domains)
    {
        foreach (var (name, options) in domains)
        {
            if (DomainPaces.NameOf(name) is null) throw new Fault($"Digest:Delivering:Domains has '{name}', but should have domains of addresses, e.g. example.org.");
            if (options.PerMinute < 1) throw new Fault($"Digest:Delivering:Domains:{name}:PerMinute is {options.PerMinute}, but should be 1 or more. Leave the domain out where there is no limit.");
        }
        if (domains.Keys.GroupBy(DomainPaces.NameOf).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw new Fault($"Digest:Delivering:Domains has {string.Join(" and ", same)}, which are one domain. Name it once.");
    }

    private static void CheckBuilt(MailOptions mail, DeliveringOptions delivering)
    {
        NewsletterRules.NotBuilt(mail.OnlyTo.Count > 0, "Digest:Mail:OnlyTo", "none");
        if (delivering.MaxVariants < 1) throw new Fault($"Digest:Delivering:MaxVariants is {delivering.MaxVariants}, but should be 1 or more.");
    }

    /// <summary>Whether a host is this machine, by its name alone: what goes there passes no network.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
