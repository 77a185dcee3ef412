using System.Security.Cryptography;
using Digest.Storage;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Digest.Delivering.Signing;

/// <summary>Reads a private key from its file (PEM: PKCS#8, or PKCS#1 for RSA). What is in it is said to nobody.</summary>
internal static class KeyFile
{
    private const int Shortest = 1024;
    private const string MakeOne = "Make one: openssl genrsa -out dkim.pem 2048";

    /// <summary>All keys, in the order of their settings.</summary>
    /// <exception cref="Fault">One can't be used.</exception>
    public static MailSigner ReadAll(IReadOnlyList<DkimOptions> options) =>
        options.Count == 0 ? MailSigner.None : new MailSigner([.. options.Select((o, i) => Read(o, DkimRules.PathOf(i)))]);

    /// <exception cref="Fault">The message names the setting, the file, what is wrong with it and what to do.</exception>
    public static DkimKey Read(DkimOptions options, string path)
    {
        var file = Path.GetFullPath(options.KeyFile);
        Fault Wrong(string cause, Exception? inner = null)
        {
            var message = $"{path}:KeyFile '{file}' {cause}.";
            return inner is null ? new Fault(message) : new Fault(message, inner);
        }

        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong($"is not there. {MakeOne}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"can't be read: {fault.Message.TrimEnd('.')}. Give it to the user that Digest runs as", fault);
        }
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal)) throw Wrong("is encrypted, and nobody is there to give its password. Decrypt it: openssl pkey -in FILE -out FILE.plain");
        if (!PemEncoding.TryFind(text, out var pem)) throw Wrong($"holds no key in PEM form. {MakeOne}");
        var label = text[pem.Label];
        try
        {
            return label switch
            {
                "RSA PRIVATE KEY" => Rsa(options, text, Wrong),
                "PRIVATE KEY" => PrivateKeyFactory.CreateKey(Convert.FromBase64String(text[pem.Base64Data])) switch
                {
                    Ed25519PrivateKeyParameters secret => new Ed25519Key(options.Domain, options.Selector, secret),
                    RsaPrivateCrtKeyParameters => Rsa(options, text, Wrong),
                    AsymmetricKeyParameter => throw Wrong($"holds a key of another kind than RSA or Ed25519. {MakeOne}"),
                },
                _ => throw Wrong($"holds a {label}, not a private key of RSA or Ed25519. {MakeOne}"),
            };
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or GeneralSecurityException or IOException or FormatException or InvalidCastException)
        {
            throw Wrong($"holds a broken key. {MakeOne}");
        }
    }

    private static RsaKey Rsa(DkimOptions options, string text, Func<string, Exception?, Fault> wrong)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(text);
        if (rsa.KeySize < Shortest) throw wrong($"holds an RSA key of {rsa.KeySize} bits, which receivers don't accept. Make one of 2048: openssl genrsa -out dkim.pem 2048", null);
        return new RsaKey(options.Domain, options.Selector, rsa.ExportParameters(includePrivateParameters: true));
    }
}
