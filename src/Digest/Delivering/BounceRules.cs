using System.Globalization;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>Refuses settings of returned mail that can't work.</summary>
internal static class BounceRules
{
    /// <summary>So long after an edition may a report about it still come: mail servers try for days (RFC 5321 section 4.5.4.1).</summary>
    public static readonly TimeSpan LongestReturn = TimeSpan.FromDays(7);

    private const string Path = "Digest:Mail:Bounces";

    // What stands before it in a return path leaves so much of the 254 that an address may have (RFC 5321 section 4.5.3.1.3).
    private const int LongestDomain = 254 - ReturnPaths.LocalLength - 1;

    /// <exception cref="Fault">The message names the key and what it should be.</exception>
    public static void Check(BounceOptions bounces)
    {
        if (bounces.Domain.Length > 0 && MailDomain.Read(bounces.Domain, out _) is not { Length: <= LongestDomain })
            throw new Fault($"{Path}:Domain is '{bounces.Domain}', but should be the domain that returned mail goes to, e.g. bounce.example.org.");
        if (bounces.Mailbox.Length > 0 && MailAddress.Parse(bounces.Mailbox) is not { NeedsUtf8: false })
            throw new Fault($"{Path}:Mailbox is '{bounces.Mailbox}', but should be the address that returned mail goes to, in plain ASCII, e.g. bounces@example.org.");
        if (bounces.Directory.Length > 0 && File.Exists(bounces.DirectoryPath))
            throw new Fault($"{Path}:Directory '{bounces.DirectoryPath}' is a file, but should be a folder of .eml files, or a Maildir.");
        CheckImap(bounces.Imap, $"{Path}:Imap");
        CheckLimits(bounces);
    }

    private static void CheckLimits(BounceOptions bounces)
    {
        if (bounces.SoftEditions < 1) throw new Fault($"{Path}:SoftEditions is {bounces.SoftEditions}, but should be 1 or more, usually 5.");
        if (bounces.SoftSpan < TimeSpan.Zero) throw new Fault($"{Path}:SoftSpan is less than nothing; it should be the time from the first of these editions to the last, e.g. 7 d.");
        if (bounces.PauseAtLeast < 1) throw new Fault($"{Path}:PauseAtLeast is {bounces.PauseAtLeast}, but should be 1 or more, usually 50.");
        foreach (var (key, percent) in new[] { ("PauseBounced", bounces.PauseBounced), ("PauseComplained", bounces.PauseComplained) })
            if (percent is not (>= 0 and <= 100)) throw new Fault(string.Create(CultureInfo.InvariantCulture, $"{Path}:{key} is {percent}, but should be a share in percent, between 0 and 100 (never)."));
    }

    private static void CheckImap(ImapOptions imap, string path)
    {
        if (imap.Port is < 1 or > 65535) throw new Fault($"{path}:Port is {imap.Port}, but should be between 1 and 65535, usually 993.");
        if (imap.Folder.Length == 0) throw new Fault($"{path}:Folder is empty, but should be the folder that returned mail comes into, usually INBOX.");
        if (imap.Host.Length == 0)
        {
            if (imap.User.Length + imap.Password.Length > 0) throw new Fault($"{path}:Host is empty, but User or Password is set. Name the mail server, e.g. imap.example.org.");
            return;
        }
        if (imap.User.Length == 0) throw new Fault($"{path}:User is empty, but Host is set. Name the user of the mailbox, e.g. bounces@example.org.");
        if (imap.Password.Length == 0) throw new Fault($"{path}:Password is empty, but Host is set. Better in the environment: Digest__Mail__Bounces__Imap__Password.");
    }
}
