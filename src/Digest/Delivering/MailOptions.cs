namespace Digest.Delivering;

internal enum MailTransport
{
    /// <summary>Mails become files in DataDirectory/outbox; nothing leaves the machine.</summary>
    Outbox,
    Smtp,
}

/// <summary>Section <c>Digest:Mail</c>: how mail leaves.</summary>
internal sealed class MailOptions
{
    public MailTransport Transport { get; set; } = MailTransport.Outbox;
    public List<RelayOptions> Relays { get; set; } = [];
    public List<DkimOptions> Dkim { get; set; } = [];
    public BounceOptions Bounces { get; set; } = new();

    /// <summary>Addresses or domains; when any is named, nobody else can be mailed.</summary>
    public List<string> OnlyTo { get; set; } = [];

    /// <summary>Where alerts go; empty: into the log only.</summary>
    public string OperatorAddress { get; set; } = "";
}

internal enum RelaySecurity
{
    /// <summary>Encrypted after STARTTLS (RFC 3207); refused where it is not offered.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>Plain; only for a relay on this machine.</summary>
    None,
}

/// <summary>A server that takes our mail.</summary>
internal sealed class RelayOptions
{
    public string Host { get; set; } = "";
    public int Port { get; set; } = 587;
    public RelaySecurity Security { get; set; } = RelaySecurity.StartTls;
    public string User { get; set; } = "";
    public string Password { get; set; } = "";

    /// <summary>How many connections are open at once, at most.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>Mails a second over all connections, of all nodes that share a database; 0: no limit.</summary>
    public int PerSecond { get; set; }

    /// <summary>Mails over one connection before it is closed; 0: no limit.</summary>
    public int PerConnection { get; set; }

    /// <summary>Its share of the mails among relays of its priority, where theirs differ.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>The lowest that takes mail is used; the others stand by.</summary>
    public int Priority { get; set; }
}

internal sealed class DkimOptions
{
    public string Domain { get; set; } = "";
    public string Selector { get; set; } = "";
    public string KeyFile { get; set; } = "";
}

/// <summary>Where returned mail goes, and where it is read.</summary>
internal sealed class BounceOptions
{
    /// <summary>All mail to it is ours: each mail has an address of its own there as its envelope sender.</summary>
    public string Domain { get; set; } = "";

    /// <summary>The one address of all envelope senders, where there is no <see cref="Domain"/>.</summary>
    public string Mailbox { get; set; } = "";
    public ImapOptions Imap { get; set; } = new();

    /// <summary>Of <c>.eml</c> files, or a Maildir; empty: none.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Editions in a row that must come back before a reader whose address exists is mailed no more,</summary>
    public int SoftEditions { get; set; } = 5;

    /// <summary>and the time from the first of them to the last.</summary>
    public TimeSpan SoftSpan { get; set; } = TimeSpan.FromDays(7);

    /// <summary>An edition is paused at more addresses that do not exist, in percent.</summary>
    public double PauseBounced { get; set; } = 5;

    /// <summary>The same for readers who call it spam.</summary>
    public double PauseComplained { get; set; } = 0.3;

    /// <summary>Of at least so many mails that were answered.</summary>
    public int PauseAtLeast { get; set; } = 50;

    /// <summary>Full path of it; empty: none.</summary>
    public string DirectoryPath => Directory.Length == 0 ? "" : Path.GetFullPath(Directory);

    /// <summary>Whether this program reads what comes back.</summary>
    public bool AreRead => Imap.Host.Length + Directory.Length > 0;
}

internal sealed class ImapOptions
{
    /// <summary>Empty: no mailbox is read.</summary>
    public string Host { get; set; } = "";

    /// <summary>993: encrypted from the first byte. Another: after STARTTLS, which only a server on this machine need not offer.</summary>
    public int Port { get; set; } = 993;
    public string User { get; set; } = "";
    public string Password { get; set; } = "";
    public string Folder { get; set; } = "INBOX";
}
