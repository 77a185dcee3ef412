using System.Net;
using Digest.Delivering;
using Digest.Subscribing.Pages;

namespace Digest.Publishing.Outbox;

/// <summary>
/// Who may see the outbox: the person at this computer. It is there only while mails go to files, the site's own address
/// is this computer, the browser called it by a name of this computer (else a stranger's page could reach it by pointing
/// a name of its own here), and the request came through no proxy.
/// </summary>
internal sealed class OutboxGate(MailOptions mail, SiteAddress site)
{
    public bool IsOpen(HttpRequest request) =>
        mail.Transport == MailTransport.Outbox && site.IsLoopback && IsLoopback(request.Host.Host) && !SiteProxies.WasForwarded(request);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
