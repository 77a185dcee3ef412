using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Digest.World;

/// <summary>Certificates for tests, by an authority that exists only in this process's memory and files.</summary>
public sealed class Certificates : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Certificates()
    {
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>The authority's own certificate; who trusts it trusts all that it signs.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>A certificate for a name, signed by the authority. The name may be an address.</summary>
    /// <param name="name">As the client will call the server.</param>
    /// <param name="until">When it ends; null: tomorrow.</param>
    public X509Certificate2 For(string name, DateTimeOffset? until = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var end = until ?? DateTimeOffset.UtcNow.AddHours(20);
        using var signed = request.Create(Authority, end.AddDays(-1), end, RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(own);
        // A key that lives in memory only is not taken by the TLS of every system.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        Authority.Dispose();
        key.Dispose();
    }
}
