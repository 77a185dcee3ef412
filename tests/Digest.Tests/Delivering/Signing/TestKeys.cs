using System.Security.Cryptography;
using Digest.Delivering;
using Digest.Delivering.Signing;
using Digest.World;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Digest.Tests.Delivering.Signing;

/// <summary>An RSA and an Ed25519 key as files, as settings, and as the records that a publisher would put into the DNS.</summary>
internal sealed class TestKeys : IDisposable, IDkimPublicKeyLocator
{
    public const string Domain = "oxide.example";
    private readonly TempFolder folder = new();
    private readonly Dictionary<string, AsymmetricKeyParameter> locals = [];

    public TestKeys()
    {
        using var rsa = RSA.Create(2048);
        Add("rsa1", rsa.ExportPkcs8PrivateKeyPem(), $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}", PublicKeyFactory.CreateKey(rsa.ExportSubjectPublicKeyInfo()));
        var secret = new Ed25519PrivateKeyParameters(new SecureRandom());
        var pem = PemEncoding.WriteString("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(secret).GetDerEncoded());
        Add("ed1", pem, $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(secret.GeneratePublicKey().GetEncoded())}", secret.GeneratePublicKey());
        Options = [Option("rsa1"), Option("ed1")];
        Signer = KeyFile.ReadAll(Options);
    }

    public List<DkimOptions> Options { get; }

    public MailSigner Signer { get; }

    /// <summary>What the DNS says, by name.</summary>
    public Dictionary<string, string> Records { get; } = [];

    /// <summary>For the worlds of tests that take settings.</summary>
    public (string Key, string Value)[] Settings => [.. Options.SelectMany((o, i) => new[]
    {
        ($"Mail:Dkim:{i}:Domain", o.Domain), ($"Mail:Dkim:{i}:Selector", o.Selector), ($"Mail:Dkim:{i}:KeyFile", o.KeyFile),
    })];

    public string File(string name) => folder.File(name);

    public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) => locals[selector];

    public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));

    /// <summary>What dkimpy and opendkim-testmsg say of mails, in their order, see verify.py.</summary>
    public async Task<IReadOnlyList<Verdict>> AskOthersAsync(IEnumerable<byte[]> mails)
    {
        var records = folder.Write("records.tsv", string.Concat(Records.Select(r => $"{r.Key}\t{r.Value}\n")));
        var paths = mails.Select((mail, i) =>
        {
            System.IO.File.WriteAllBytes(folder.File($"{i}.eml"), mail);
            return folder.File($"{i}.eml");
        });
        var script = Path.Combine(Checkout.Root, "tests", "data", "signing", "verify.py");
        var plan = new ProcessPlan { Executable = "unshare", Arguments = ["-mn", "/usr/bin/python3", script, records, .. paths] };
        var said = await DigestProcess.RunAsync(plan, TimeSpan.FromMinutes(2));
        Assert.That(said.ExitCode, Is.Zero, said.Err);
        return [.. said.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(v => new Verdict(v[1], int.Parse(v[2], System.Globalization.CultureInfo.InvariantCulture), v[3]))];
    }

    public void Dispose() => folder.Dispose();

    private void Add(string selector, string pem, string record, AsymmetricKeyParameter known)
    {
        folder.Write($"{selector}.pem", pem);
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(folder.File($"{selector}.pem"), UnixFileMode.UserRead);
        Records[$"{selector}._domainkey.{Domain}"] = record;
        locals[selector] = known;
    }

    private DkimOptions Option(string selector) => new() { Domain = Domain, Selector = selector, KeyFile = folder.File($"{selector}.pem") };
}

/// <param name="Dkimpy">Of each signature: pass, fail, or a fault.</param>
/// <param name="Opendkim">Its exit code.</param>
/// <param name="Words">What it said besides.</param>
internal sealed record Verdict(string Dkimpy, int Opendkim, string Words);
