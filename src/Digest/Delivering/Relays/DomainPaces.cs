using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>How many mails a minute some domains get, over all relays and nodes: section <c>Digest:Delivering:Domains</c>.</summary>
internal sealed class DomainPaces : IDisposable
{
    private readonly Dictionary<string, Pace> paces = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Pace>.AlternateLookup<ReadOnlySpan<char>> byDomain;

    public DomainPaces(DeliveringOptions options, Writer writer, TimeProvider clock)
    {
        foreach (var (name, domain) in options.Domains) paces[NameOf(name)!] = new Pace(NameOf(name)!, domain, writer, clock);
        byDomain = paces.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A domain as addresses have it, in lower-case A-labels; null: it is none.</summary>
    public static string? NameOf(string domain) => MailDomain.Read(domain, out _);

    /// <summary>The pace of an address's domain; null: it has none.</summary>
    public Pace? Of(string address) =>
        paces.Count > 0 && byDomain.TryGetValue(address.AsSpan(address.LastIndexOf('@') + 1), out var pace) ? pace : null;

    public void Dispose()
    {
        foreach (var pace in paces.Values) pace.Dispose();
    }
}
