using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Digest.World;

/// <summary>
/// Debian's Postfix as the relay: it takes mail for two domains over STARTTLS only, proves itself by a certificate of a private
/// authority, and puts everything for readers into one mailbox here, and what comes back into another; some readers' mail it hands on
/// to a server that may refuse it. Its configuration, queue and mailboxes are its own; needs root.
/// </summary>
public sealed class PostfixServer : IDisposable
{
    private const string Run =
        """
        folder=$1
        chmod a+x "$folder" && install -d -o postfix -g postfix -m 700 "$folder/data" "$folder/mails" "$folder/mails/returned" && mkdir "$folder/queue" || exit
        install -d -o postfix -g postfix -m 700 "$folder/mails/returned/new" "$folder/mails/returned/cur" "$folder/mails/returned/tmp" || exit
        printf 'virtual_uid_maps = static:%s\nvirtual_gid_maps = static:%s\n' "$(id -u postfix)" "$(id -g postfix)" >>"$folder/main.cf"
        /usr/sbin/postfix -c "$folder" check || exit
        exec "$(/usr/sbin/postconf -dh daemon_directory)/master" -s -c "$folder"
        """;

    private readonly TempFolder folder = new();
    private readonly Daemon daemon;

    private PostfixServer(string domain, IEnumerable<string> elsewhere, int next)
    {
        Port = FreePort.Find();
        using var certificates = new Certificates();
        using var certificate = certificates.For("127.0.0.1");
        using var key = certificate.GetECDsaPrivateKey()!;
        folder.Write("authority.pem", certificates.Authority.ExportCertificatePem());
        folder.Write("relay.pem", $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        folder.Write("boxes", $"@{domain} all/\n@{ReturnDomain} returned/\n");
        folder.Write("transport", string.Concat(elsewhere.Select(reader => $"{reader} smtp:[127.0.0.1]:{next}\n")));
        folder.Write("main.cf", Main(domain));
        folder.Write("master.cf", Services(Port));
        daemon = new Daemon(folder, "TERM", "/bin/sh", "-c", Run, "sh", folder.Path);
    }

    public int Port { get; }

    /// <summary>The certificate of the authority that a client must trust, as PEM.</summary>
    public string CaFile => folder.File("authority.pem");

    /// <summary>A domain of return paths: what comes to it lies in <see cref="Returned"/>.</summary>
    public const string ReturnDomain = "bounce.oxide.example";

    /// <summary>The Maildir of what comes back.</summary>
    public string Returned => folder.File("mails/returned");

    /// <summary>How many mails lie in the mailbox.</summary>
    public int Count => Files().Length;

    /// <summary>
    /// All that lies in the mailbox now, as it was before Postfix put its own headers on top. Connections and their
    /// transactions are not told: they are 0.
    /// </summary>
    public IReadOnlyList<SinkMail> Mails => [.. Files().Select(MaildirFile.Read)];

    /// <param name="domain">Mail for anybody there is taken, for others refused.</param>
    /// <param name="elsewhere">Whose mail is taken, and handed on.</param>
    /// <param name="next">The port on loopback to which.</param>
    /// <exception cref="InvalidOperationException">It doesn't start.</exception>
    public static async Task<PostfixServer> StartAsync(string domain = "readers.example", IEnumerable<string>? elsewhere = null, int next = 0)
    {
        var server = new PostfixServer(domain, elsewhere ?? [], next);
        try
        {
            await server.daemon.AnswersAsync(server.GreetAsync);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Makes it the relay of an installation with these environment variables.</summary>
    public void RelayFor(IDictionary<string, string?> settings)
    {
        settings["Digest__Mail__Transport"] = "Smtp";
        settings["Digest__Mail__Relays__0__Host"] = "127.0.0.1";
        settings["Digest__Mail__Relays__0__Port"] = Port.ToString(CultureInfo.InvariantCulture);
        settings["Digest__Mail__Relays__0__Security"] = "StartTls";
        settings["SSL_CERT_FILE"] = CaFile;
    }

    /// <summary>Waits until so many mails are there; it answers before it puts them there.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public Task WaitForMailsAsync(int count, TimeSpan timeout) =>
        Await.Until(() => Count >= count, timeout, FormattableString.Invariant($"{count} mails in the mailbox"));

    public void Dispose()
    {
        daemon.Dispose();
        folder.Dispose();
    }

    private string[] Files()
    {
        var box = folder.File("mails/all/new");
        return Directory.Exists(box) ? Directory.GetFiles(box) : [];
    }

    private async Task GreetAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        using var reader = new StreamReader(client.GetStream());
        if ((await reader.ReadLineAsync())?.StartsWith("220 ", StringComparison.Ordinal) != true)
            throw new InvalidOperationException("No greeting.");
    }

    private string Main(string domain) =>
        $"""
        compatibility_level = 3.6
        maillog_file = /dev/stdout
        maillog_file_prefixes = /dev/stdout
        queue_directory = {folder.File("queue")}
        data_directory = {folder.File("data")}
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = relay.test
        mydestination =
        alias_maps =
        alias_database =
        smtpd_peername_lookup = no
        smtpd_tls_security_level = encrypt
        smtpd_tls_chain_files = {folder.File("relay.pem")}
        smtpd_relay_restrictions = reject_unauth_destination
        virtual_mailbox_domains = {domain}, {ReturnDomain}
        virtual_mailbox_base = {folder.File("mails")}
        virtual_mailbox_maps = texthash:{folder.File("boxes")}
        transport_maps = texthash:{folder.File("transport")}

        """;

    // Name, type, private, unprivileged, chroot, wake up, most processes, command: what takes mail and delivers it here.
    private static string Services(int port) =>
        $"""
        {port}   inet n - n - - smtpd
        cleanup  unix n - n - 0 cleanup
        qmgr     unix n - n 300 1 qmgr
        tlsmgr   unix - - n 1000? 1 tlsmgr
        rewrite  unix - - n - - trivial-rewrite
        bounce   unix - - n - 0 bounce
        defer    unix - - n - 0 bounce
        trace    unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        error    unix - - n - - error
        retry    unix - - n - - error
        anvil    unix - - n - 1 anvil
        virtual  unix - n n - - virtual
        smtp     unix - - n - - smtp
        postlog  unix-dgram n - n - 1 postlogd

        """;
}
