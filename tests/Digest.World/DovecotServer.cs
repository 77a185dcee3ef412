using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;

namespace Digest.World;

/// <summary>
/// Debian's Dovecot as the server of a mailbox: IMAP with a certificate of a private authority. On a loopback address of its own it
/// takes a password only when it is encrypted, as if a network lay between; on 127.0.0.1 also in the clear. Its configuration and mailboxes are
/// its own; needs root.
/// </summary>
public sealed class DovecotServer : IDisposable
{
    public const string User = "bounces";
    public const string Password = "s3cret";

    /// <summary>Encrypted from the first byte; <see cref="Port"/> is for STARTTLS.</summary>
    public const int TlsPort = 993;

    private const string Run =
        """
        chmod a+x "$1" "$2" && install -d -o mail -g mail -m 700 "$2/mails" || exit
        exec /usr/sbin/dovecot -F -c "$1/dovecot.conf"
        """;

    // As old and small servers have it: neither IDLE, MOVE nor UIDPLUS.
    private const string Few = "imap_capability = IMAP4rev1 LITERAL+ NAMESPACE CHILDREN";

    private readonly TempFolder mails = new();
    private readonly Certificates certificates = new();
    private readonly bool offersMuch;
    private Daemon daemon;

    private DovecotServer(bool offersMuch)
    {
        this.offersMuch = offersMuch;
        // A client's address is 127.0.0.1; to one of the same address it would talk in the clear.
        Host = $"127.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(2, 255)}";
        mails.Write("authority.pem", certificates.Authority.ExportCertificatePem());
        daemon = Start();
    }

    /// <summary>Where it takes passwords by STARTTLS on <see cref="Port"/> and by TLS on <see cref="TlsPort"/> only.</summary>
    public string Host { get; }

    public int Port { get; } = FreePort.Find();

    /// <summary>The certificate of the authority that a client must trust, as PEM.</summary>
    public string CaFile => mails.File("authority.pem");

    /// <param name="offersMuch">False: neither IDLE, MOVE nor UIDPLUS.</param>
    /// <exception cref="InvalidOperationException">It doesn't start.</exception>
    public static async Task<DovecotServer> StartAsync(bool offersMuch = true)
    {
        var server = new DovecotServer(offersMuch);
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

    /// <summary>It is away from now on; mailboxes stay.</summary>
    public void Stop() => daemon.Dispose();

    /// <summary>It is back.</summary>
    public Task StartAgainAsync()
    {
        daemon = Start();
        return daemon.AnswersAsync(GreetAsync);
    }

    /// <summary>Makes its mailbox that of an installation with these environment variables.</summary>
    public void MailboxFor(IDictionary<string, string?> settings, bool tls = false)
    {
        settings["Digest__Mail__Bounces__Imap__Host"] = Host;
        settings["Digest__Mail__Bounces__Imap__Port"] = (tls ? TlsPort : Port).ToString(CultureInfo.InvariantCulture);
        settings["Digest__Mail__Bounces__Imap__User"] = User;
        settings["Digest__Mail__Bounces__Imap__Password"] = Password;
        settings["SSL_CERT_FILE"] = CaFile;
    }

    /// <summary>Mails come into the inbox.</summary>
    public async Task PutAsync(params IEnumerable<byte[]> mails)
    {
        using var client = await ConnectAsync();
        foreach (var mail in mails)
        {
            using var stream = new MemoryStream(mail);
            using var message = await MimeKit.MimeMessage.LoadAsync(stream);
            await client.Inbox!.AppendAsync(message);
        }
    }

    /// <summary>Nothing lies anywhere any more.</summary>
    public async Task EmptyAsync()
    {
        using var client = await ConnectAsync();
        foreach (var folder in await client.GetFoldersAsync(client.PersonalNamespaces[0]))
        {
            await folder.OpenAsync(FolderAccess.ReadWrite);
            var all = await folder.SearchAsync(SearchQuery.All);
            if (all.Count == 0) continue;
            await folder.AddFlagsAsync(all, MessageFlags.Deleted, silent: true);
            await folder.ExpungeAsync();
        }
    }

    /// <summary>Takes from the server the right to read the mails in which this stands.</summary>
    public void Lock(string text)
    {
        foreach (var file in Directory.EnumerateFiles(mails.File("mails"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is "new" or "cur"))
            if (!OperatingSystem.IsWindows() && File.ReadAllText(file).Contains(text, StringComparison.Ordinal)) File.SetUnixFileMode(file, UnixFileMode.None);
    }

    /// <summary>How many mails lie in a folder, by the server's own word; 0: also when there is none.</summary>
    public async Task<int> CountAsync(string folder)
    {
        using var client = await ConnectAsync();
        try
        {
            var found = await client.GetFolderAsync(folder);
            await found.OpenAsync(FolderAccess.ReadOnly);
            return (await found.SearchAsync(SearchQuery.All)).Count;
        }
        catch (FolderNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>A client of somebody else, signed in.</summary>
    public async Task<ImapClient> ConnectAsync()
    {
        var client = new ImapClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == certificates.Authority.Subject };
        await client.ConnectAsync(Host, Port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(User, Password);
        return client;
    }

    public void Dispose()
    {
        daemon.Dispose();
        certificates.Dispose();
        mails.Dispose();
    }

    private Daemon Start()
    {
        var folder = new TempFolder();
        using var certificate = certificates.For(Host);
        using var key = certificate.GetECDsaPrivateKey()!;
        folder.Write("imap.pem", $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        folder.Write("dovecot.conf", Configuration(folder));
        return new Daemon(folder, "TERM", "/bin/sh", "-c", Run, "sh", folder.Path, mails.Path);
    }

    private async Task GreetAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Host, Port);
        using var reader = new StreamReader(client.GetStream());
        if ((await reader.ReadLineAsync())?.StartsWith("* OK", StringComparison.Ordinal) != true) throw new InvalidOperationException("No greeting.");
    }

    private string Configuration(TempFolder folder) =>
        $$"""
        protocols = imap
        base_dir = {{folder.File("run")}}
        state_dir = {{folder.File("run")}}
        log_path = /dev/stderr
        ssl = required
        ssl_cert = <{{folder.File("imap.pem")}}
        ssl_key = <{{folder.File("imap.pem")}}
        mail_location = maildir:{{mails.File("mails")}}/%u
        first_valid_uid = 1
        first_valid_gid = 1
        {{(offersMuch ? "" : Few)}}
        passdb {
          driver = static
          args = user={{User}} password={{Password}}
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home={{mails.File("mails")}}/%u
        }
        auth_failure_delay = 0
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        namespace inbox {
          inbox = yes
        }
        service imap-login {
          chroot =
          inet_listener imap {
            address = {{Host}}, 127.0.0.1
            port = {{Port}}
          }
          inet_listener imaps {
            address = {{Host}}
            port = {{TlsPort}}
          }
        }

        """;
}
