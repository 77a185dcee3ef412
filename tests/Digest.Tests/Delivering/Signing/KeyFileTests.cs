using System.Security.Cryptography;
using Digest.Delivering;
using Digest.Delivering.Signing;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Delivering.Signing;

/// <summary>A key that can't sign stops the start; the message names the setting, the file, the cause and the next step.</summary>
internal sealed class KeyFileTests
{
    private static readonly Dictionary<string, (Func<string> Content, string Says)> Wrong = new()
    {
        ["empty"] = (() => "", "holds no key in PEM form"),
        ["text"] = (() => "dear diary", "holds no key in PEM form"),
        ["short"] = (() => Rsa(512), "holds an RSA key of 512 bits"),
        ["short old"] = (() => Old(768), "holds an RSA key of 768 bits"),
        ["curve"] = (Curve, "holds a key of another kind than RSA or Ed25519"),
        ["public"] = (Public, "holds a PUBLIC KEY, not a private key"),
        ["encrypted"] = (Encrypted, "is encrypted"),
        ["old encrypted"] = (() => "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "is encrypted"),
        ["broken"] = (() => "-----BEGIN PRIVATE KEY-----\nAAAABBBB\n-----END PRIVATE KEY-----\n", "holds a broken key"),
        ["broken old"] = (() => "-----BEGIN RSA PRIVATE KEY-----\nAAAABBBB\n-----END RSA PRIVATE KEY-----\n", "holds a broken key"),
    };

    [TestCaseSource(nameof(Names))]
    public void A_wrong_key_is_named_and_not_shown(string name)
    {
        using var folder = new TempFolder();
        var (content, says) = Wrong[name];
        var file = folder.Write("dkim.pem", content());
        var fault = Assert.Throws<Fault>(() => KeyFile.ReadAll([Good(), Option(file)]))!;
        Assert.That(fault.Message, Does.StartWith($"Digest:Mail:Dkim:1:KeyFile '{file}' {says}").And.Contain("openssl").And.Not.Contain("\n").And.Not.Contain("AAAA"));
    }

    [Test]
    public void A_missing_file_and_a_folder_are_named()
    {
        using var folder = new TempFolder();
        Assert.That(() => KeyFile.ReadAll([Option(folder.File("none.pem"))]), Throws.TypeOf<Fault>().With.Message.Contains("is not there. Make one: openssl genrsa"));
        Assert.That(() => KeyFile.ReadAll([Option(folder.Path)]), Throws.TypeOf<Fault>().With.Message.Contains("can't be read").And.Message.Contains("user that Digest runs as"));
    }

    [TestCase("", "s", "f", "Digest:Mail:Dkim:0:Domain is ''")]
    [TestCase("localhost", "s", "f", "Digest:Mail:Dkim:0:Domain")]
    [TestCase("bücher.example", "s", "f", "xn--")]
    [TestCase("x.example; l=0", "s", "f", "Digest:Mail:Dkim:0:Domain")]
    [TestCase("x.example", "", "f", "Digest:Mail:Dkim:0:Selector is ''")]
    [TestCase("x.example", "a b", "f", "Digest:Mail:Dkim:0:Selector")]
    [TestCase("x.example", "s", "", "Digest:Mail:Dkim:0:KeyFile is empty")]
    public void A_setting_that_cant_work_is_named(string domain, string selector, string file, string says) => Assert.That(
        () => DkimRules.Check([new DkimOptions { Domain = domain, Selector = selector, KeyFile = file }]), Throws.TypeOf<Fault>().With.Message.Contains(says));

    [Test]
    public void Two_keys_of_one_name_are_refused() => Assert.That(
        () => DkimRules.Check([new() { Domain = "x.example", Selector = "s", KeyFile = "a" }, new() { Domain = "X.example", Selector = "S", KeyFile = "b" }]),
        Throws.TypeOf<Fault>().With.Message.Contains("Give each key a Selector of its own"));

    [Test]
    public async Task The_start_ends_with_one_line()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        room.Settings["Digest__Mail__Dkim__0__Domain"] = "x.example";
        room.Settings["Digest__Mail__Dkim__0__Selector"] = "s";
        room.Settings["Digest__Mail__Dkim__0__KeyFile"] = "nowhere.pem";
        var said = await room.RunAsync("serve");
        Assert.That((said.ExitCode, said.Err.Trim().Split('\n').Length), Is.EqualTo((1, 1)), said.Err);
        Assert.That(said.Err, Does.Contain("Digest:Mail:Dkim:0:KeyFile").And.Contain("nowhere.pem' is not there"));
    }

    [TestCase("news.oxide.example", "oxide.example", true)]
    [TestCase("oxide.example", "mail.oxide.example", true)]
    [TestCase("Oxide.example", "oxide.EXAMPLE", true)]
    [TestCase("peroxide.example", "oxide.example", false)]
    [TestCase("oxide.example", "acid.example", false)]
    public void A_signature_speaks_for_its_domain_and_what_is_within(string from, string signed, bool fits) =>
        Assert.That(SigningReport.AreOfOne(from, signed), Is.EqualTo(fits));

    private static IEnumerable<string> Names => Wrong.Keys;

    private static DkimOptions Option(string file) => new() { Domain = "x.example", Selector = "s", KeyFile = file };

    private static readonly TempFolder Kept = new();

    private static DkimOptions Good() => Option(Kept.Write("good.pem", Old(1024)));

    [OneTimeTearDown]
    public void Remove() => Kept.Dispose();

    private static string Rsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private static string Old(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportRSAPrivateKeyPem();
    }

    private static string Curve()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return curve.ExportPkcs8PrivateKeyPem();
    }

    private static string Public()
    {
        using var rsa = RSA.Create(1024);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static string Encrypted()
    {
        using var rsa = RSA.Create(1024);
        return rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 10));
    }
}
