using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Digest.Templating;

namespace Digest.Delivering.Relays;

/// <summary>Why a mail server's certificate doesn't prove that it is that server, in words, and what to do.</summary>
internal static class CertificateWords
{
    private const int MostNames = 3;

    /// <param name="host">As we call the server.</param>
    /// <param name="certificate">What it showed.</param>
    /// <param name="chain">What that was traced to.</param>
    /// <param name="errors">What is wrong; not none.</param>
    public static string Of(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return "it shows no certificate. Ask its operator, or use another relay";
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        var words = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            words.Add($"its certificate is for {Names(certificate)}, not for {host}. Set Host to the name that its operator gives");
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid)) words.Add(Dates(certificate, chain!.ChainPolicy.VerificationTime));
        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
            words.Add($"its certificate is by an authority that this machine does not know ({Plain.Line(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true))}). "
                + "Add that authority to the system's certificates, or name its file in SSL_CERT_FILE");
        return words.Count > 0 ? string.Join("; ", words) : $"its certificate is not valid ({errors}, {status}). Ask its operator";
    }

    private static string Dates(X509Certificate2 certificate, DateTime now)
    {
        if (certificate.NotAfter < now) return $"its certificate has expired on {Day(certificate.NotAfter)}. Its operator has to renew it";
        if (certificate.NotBefore > now) return $"its certificate begins on {Day(certificate.NotBefore)}. Check the clock of this machine";
        return "the certificate of its authority has expired. Its operator has to renew it";
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
        if (names.Count == 0) names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        return Plain.Line(string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : ""));
    }
}
