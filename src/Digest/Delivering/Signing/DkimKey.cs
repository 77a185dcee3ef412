using System.Collections.Concurrent;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Digest.Delivering.Signing;

/// <summary>A key that signs, and where its public half stands: <c>Selector._domainkey.Domain</c>. Safe for the use by many at once.</summary>
internal abstract class DkimKey(string domain, string selector, string algorithm)
{
    public string Domain => domain;

    public string Selector => selector;

    /// <summary>As the signature names it, e.g. <c>rsa-sha256</c>.</summary>
    public string Algorithm => algorithm;

    /// <summary>Signs a SHA-256 hash; the same hash gives the same signature.</summary>
    public abstract byte[] Sign(byte[] hash);
}

/// <summary>RSA by the platform (RFC 8301).</summary>
internal sealed class RsaKey(string domain, string selector, RSAParameters secret) : DkimKey(domain, selector, "rsa-sha256")
{
    // One object for each who signs at the same time: nothing promises that one may be shared.
    private readonly ConcurrentBag<RSA> idle = [];

    public int Bits => secret.Modulus!.Length * 8;

    public override byte[] Sign(byte[] hash)
    {
        if (!idle.TryTake(out var rsa)) rsa = RSA.Create(secret);
        var signature = rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        idle.Add(rsa);
        return signature;
    }
}

/// <summary>Ed25519 (RFC 8463), which signs the hash as a message.</summary>
internal sealed class Ed25519Key(string domain, string selector, Ed25519PrivateKeyParameters secret) : DkimKey(domain, selector, "ed25519-sha256")
{
    public override byte[] Sign(byte[] hash)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, secret);
        signer.BlockUpdate(hash, 0, hash.Length);
        return signer.GenerateSignature();
    }
}
