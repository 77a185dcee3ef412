using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.Templating;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Digest.Bouncing.Reading;

/// <summary>
/// A mailbox on a mail server (IMAP, RFC 9051 and 3501). Passwords and mails cross no network in the clear: port 993 is encrypted from
/// the first byte, others after STARTTLS, which only a server on this machine need not offer.
/// </summary>
internal sealed class ImapPlace(ImapOptions options, TimeProvider clock) : IPlace
{
    private const int TlsPort = 993;
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(2);

    private readonly AskedInVain inVain = new(clock);

    public string Kind => "imap";

    public string Name => $"{options.User} at {options.Host}:{options.Port}, {options.Folder}";

    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    public async Task<IOpenPlace> OpenAsync(CancellationToken ct)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(ct);
        within.CancelAfter(ConnectWithin);
        string? distrust = null;
        // Lists of revoked certificates are fetched from third parties: one that can't be reached would stop all reading.
        var client = new ImapClient { Timeout = (int)AnswerWithin.TotalMilliseconds, CheckCertificateRevocation = false };
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            distrust = CertificateWords.Of(options.Host, certificate as X509Certificate2, chain, errors);
            return false;
        };
        try
        {
            await ConnectAsync(client, within.Token);
            await client.AuthenticateAsync(options.User, options.Password, within.Token);
            var folder = await client.GetFolderAsync(options.Folder, within.Token);
            await folder.OpenAsync(FolderAccess.ReadWrite, within.Token);
            return new OpenMailbox(client, folder, this, inVain, clock);
        }
        catch (Exception fault)
        {
            client.Dispose();
            if (distrust is not null) throw new PlaceDownException(distrust, "Until then no password is sent.", passes: false, fault);
            if (fault is OperationCanceledException ? ct.IsCancellationRequested : !IsOfTheWorld(fault)) throw;
            throw Down(fault);
        }
    }

    private async Task ConnectAsync(ImapClient client, CancellationToken ct)
    {
        if (options.Port == TlsPort) await client.ConnectAsync(options.Host, options.Port, SecureSocketOptions.SslOnConnect, ct);
        else if (!MailRules.IsLoopback(options.Host)) await client.ConnectAsync(options.Host, options.Port, SecureSocketOptions.StartTls, ct);
        else
        {
            // Its certificate is often one that nobody can trust, so it is used only when the server insists.
            await client.ConnectAsync(options.Host, options.Port, SecureSocketOptions.None, ct);
            if (!client.Capabilities.HasFlag(ImapCapabilities.LoginDisabled)) return;
            await client.DisconnectAsync(true, ct);
            await client.ConnectAsync(options.Host, options.Port, SecureSocketOptions.StartTls, ct);
        }
    }

    /// <summary>Whether this is something that mail servers and networks do.</summary>
    public static bool IsOfTheWorld(Exception fault) => fault is SocketException or IOException or ProtocolException or CommandException
        or MailKit.Security.AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or FolderNotFoundException or FolderNotOpenException or TimeoutException;

    /// <summary>In words for the operator.</summary>
    public static PlaceDownException Down(Exception fault)
    {
        const string Wait = "Nothing needs to be done where the server is only away for a while: it is tried again. Else check Digest:Mail:Bounces:Imap:Host and Port.";
        return fault switch
        {
            OperationCanceledException => new($"no answer within {ConnectWithin.TotalSeconds:0} s", Wait, passes: true, fault),
            MailKit.Security.AuthenticationException => new(
                $"it refuses user and password: {Plain.Line(fault.Message).TrimEnd('.')}",
                "Check Digest:Mail:Bounces:Imap:User and Password. Some providers want a password made for programs.", passes: false, fault),
            FolderNotFoundException missing => new($"it has no folder {Plain.Line(missing.FolderName)}", "Check Digest:Mail:Bounces:Imap:Folder.", passes: false, fault),
            NotSupportedException => new(
                "it offers no STARTTLS, and a password is not sent in the clear",
                "Set Digest:Mail:Bounces:Imap:Port to 993, where it is encrypted from the first byte, or use another server.", passes: false, fault),
            ImapCommandException refused => new(
                $"it says {refused.Response.ToString().ToUpperInvariant()}: {Plain.Line(refused.ResponseText).TrimEnd('.')}",
                "Mend it there: the folders Digest/read and Digest/set-aside must be there or may be made, and have room.", passes: false, fault),
            _ => new(Plain.Line(fault.Message).TrimEnd('.'), Wait, passes: true, fault),
        };
    }
}
