using Digest.Composing.Mime;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Signing;

/// <summary>Says in the log, when work begins, what of the signatures receivers or others on this machine may object to.</summary>
internal sealed partial class SigningReport(MailOptions mail, MailSigner signer, NewsletterStore newsletters, StorageOptions options, ILogger<SigningReport> log) : IWorkerPart
{
    private const int Advised = 2048;

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!signer.Signs) return;
        for (var i = 0; i < signer.Keys.Count; i++) Look(signer.Keys[i], DkimRules.PathOf(i), Path.GetFullPath(mail.Dkim[i].KeyFile));
        try
        {
            foreach (var newsletter in await newsletters.AllAsync(stopping)) Look(newsletter.Slug, Sender.DomainOf(newsletter, options));
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            // The next start says it.
        }
    }

    /// <summary>Whether a signature of one domain speaks for an address at the other (RFC 7489 section 3.1.1, relaxed): one is the other or within it.</summary>
    public static bool AreOfOne(string from, string signed) => IsWithin(from, signed) || IsWithin(signed, from);

    private static bool IsWithin(string inner, string outer) =>
        inner.EndsWith(outer, StringComparison.OrdinalIgnoreCase) && (inner.Length == outer.Length || inner[^(outer.Length + 1)] == '.');

    private void Look(string newsletter, string from)
    {
        if (signer.Keys.Any(k => AreOfOne(from, k.Domain))) return;
        Unaligned(newsletter, from, string.Join(", ", signer.Keys.Select(k => k.Domain).Distinct(StringComparer.OrdinalIgnoreCase)));
    }

    private void Look(DkimKey key, string path, string file)
    {
        if (key is RsaKey { Bits: < Advised and var bits }) Short(path, bits, Advised);
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & UnixFileMode.OtherRead) != 0) Open(path, file);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}:KeyFile holds an RSA key of {Bits} bits; {Advised} are what receivers want")]
    private partial void Short(string path, int bits, int advised);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}:KeyFile '{File}' can be read by everybody on this machine: chmod 600")]
    private partial void Open(string path, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mails of {Newsletter} are from {From}, but signed by {Signers}: to receivers that is somebody else's signature. Set Digest:Mail:Dkim:N:Domain to the sender's domain")]
    private partial void Unaligned(string newsletter, string from, string signers);
}
