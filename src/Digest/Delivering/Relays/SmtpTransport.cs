using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Digest.Storage;
using Digest.Templating;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Digest.Delivering.Relays;

/// <summary>Mail by a relay over SMTP (RFC 5321), on kept connections.</summary>
internal sealed class SmtpTransport(RelayOptions relay) : ITransport
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private readonly string name = $"{relay.Host.ToLowerInvariant()}:{relay.Port}";

    public int Connections => relay.Connections;

    public string Description => $"SMTP by {relay.Host}:{relay.Port} ({relay.Security}{(relay.User.Length > 0 ? ", with a password" : "")})";

    /// <summary>The relay with its settings.</summary>
    public Relay Relay(Writer writer, TimeProvider clock) =>
        new(name, this, relay.PerSecond > 0 ? new Pace(relay, writer, clock) : null, relay.Weight, relay.Priority);

    public async Task<ILine> OpenAsync(CancellationToken ct)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(ct);
        within.CancelAfter(ConnectWithin);
        // Lists of revoked certificates are fetched from third parties: one that can't be reached would stop every mail, and
        // mail servers don't ask for them either. Name, dates and authority are checked.
        var client = new RawClient { Timeout = (int)SmtpLine.AnswerWithin.TotalMilliseconds, CheckCertificateRevocation = false };
        string? distrust = null;
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            distrust = CertificateWords.Of(relay.Host, certificate as X509Certificate2, chain, errors);
            return false;
        };
        var connected = false;
        try
        {
            var wire = new RelayWire(await ConnectAsync(within.Token));
            await client.ConnectAsync(wire, relay.Host, relay.Port, Security, within.Token);
            connected = true;
            if (relay.User.Length > 0) await client.AuthenticateAsync(relay.User, relay.Password, within.Token);
            return new SmtpLine(client, wire, relay.PerConnection);
        }
        catch (Exception fault) when (IsOfTheWorld(fault) || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            client.Dispose();
            throw new RelayDownException($"{name}: {(connected ? null : distrust) ?? Words(fault, connected)}", fault);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private SecureSocketOptions Security => relay.Security switch
    {
        RelaySecurity.Tls => SecureSocketOptions.SslOnConnect,
        RelaySecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    // Without NoDelay each mail waits some 40 ms for the other side's delayed acknowledgement.
    private async Task<Socket> ConnectAsync(CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(relay.Host, relay.Port, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether this is something that relays and networks do.</summary>
    public static bool IsOfTheWorld(Exception fault) => fault is SocketException or IOException or ProtocolException or CommandException
        or MailKit.Security.AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotConnectedException or TimeoutException;

    private static string Words(Exception fault, bool connected) => fault switch
    {
        OperationCanceledException => $"no answer within {ConnectWithin.TotalSeconds:0} s",
        NotSupportedException when connected => "it takes no user and password (AUTH) on an encrypted connection, and none is sent in the clear. Leave User and Password out, or ask its operator for the port of customers, usually 587",
        NotSupportedException => "it offers no STARTTLS, and mail is not sent in the clear. Set Security to Tls where its port is 465, or use another relay",
        SslHandshakeException { ServerCertificate: null, InnerException: { } cause } => $"no encrypted connection can be made: {Plain.Line(cause.Message)}",
        SmtpCommandException refused => $"{(int)refused.StatusCode} {Plain.Line(refused.Message)}",
        MailKit.Security.AuthenticationException => $"it refuses user and password: {Plain.Line(fault.Message)}. Check User and Password",
        _ => Plain.Line(fault.Message),
    };
}
