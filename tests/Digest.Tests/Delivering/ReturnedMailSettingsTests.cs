using Digest.Storage;
using Digest.World;
using Microsoft.Extensions.Configuration;

namespace Digest.Tests.Delivering;

/// <summary>Settings of returned mail: what binds, and what is refused with which words.</summary>
internal sealed class ReturnedMailSettingsTests
{
    private static Settings Read(params (string Key, string Value)[] settings) => Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Digest:Mail:Bounces:{s.Key}", (string?)s.Value))).Build());

    [TestCase("SoftEditions", "0", "Digest:Mail:Bounces:SoftEditions is 0")]
    [TestCase("PauseAtLeast", "-3", "Digest:Mail:Bounces:PauseAtLeast is -3")]
    [TestCase("PauseBounced", "-5", "Digest:Mail:Bounces:PauseBounced is -5")]
    [TestCase("PauseComplained", "100.5", "Digest:Mail:Bounces:PauseComplained is 100.5")]
    [TestCase("Domain", "bounce", "Digest:Mail:Bounces:Domain is 'bounce'")]
    [TestCase("Domain", "b@bounce.example", "Digest:Mail:Bounces:Domain is 'b@bounce.example'")]
    [TestCase("Mailbox", "bounces", "Digest:Mail:Bounces:Mailbox is 'bounces'")]
    [TestCase("Mailbox", "rückläufer@oxide.example", "Digest:Mail:Bounces:Mailbox is 'rückläufer@oxide.example'")]
    [TestCase("Imap:Port", "0", "Digest:Mail:Bounces:Imap:Port is 0")]
    [TestCase("Imap:Folder", "", "Digest:Mail:Bounces:Imap:Folder is empty")]
    [TestCase("Imap:User", "bounces", "Digest:Mail:Bounces:Imap:Host is empty")]
    [TestCase("Imap:Password", "s3cret", "Digest:Mail:Bounces:Imap:Host is empty")]
    [TestCase("Imap:Host", "imap.example.org", "Digest:Mail:Bounces:Imap:User is empty")]
    public void What_cant_work_is_named(string key, string value, string says) =>
        Assert.That(Assert.Throws<Fault>(() => Read((key, value)))!.Message, Does.StartWith(says).And.Not.Contain("s3cret"));

    [Test]
    public void A_domain_leaves_room_for_what_stands_before_it()
    {
        string Domain(int length) => string.Concat(Enumerable.Repeat("deep.", 60))[..(length - 8)].TrimEnd('.').PadRight(length - 8, 'x') + ".example";
        Assert.That(() => Read(("Domain", Domain(209))), Throws.Nothing);
        Assert.That(() => Read(("Domain", Domain(210))), Throws.TypeOf<Fault>());
    }

    [Test]
    public void A_mailbox_needs_its_password()
    {
        Assert.That(() => Read(("Imap:Host", "imap.example.org"), ("Imap:User", "bounces")), Throws.TypeOf<Fault>().With.Message.StartsWith("Digest:Mail:Bounces:Imap:Password is empty"));
        Assert.That(() => Read(("Imap:Host", "imap.example.org"), ("Imap:User", "bounces"), ("Imap:Password", "s3cret")), Throws.Nothing, "what comes is proved by its Message-ID");
    }

    [Test]
    public void A_directory_is_made_when_it_is_missing_and_is_no_file()
    {
        using var folder = new TempFolder();
        Assert.That(() => Read(("Directory", folder.File("new"))), Throws.Nothing);
        Assert.That(() => Read(("Directory", folder.Write("file", "no folder"))), Throws.TypeOf<Fault>().With.Message.Contains("is a file"));
    }

    [Test]
    public void Where_mail_goes_is_free_to_be_read_by_another_program() =>
        Assert.That(() => Read(("Domain", "bounce.oxide.example"), ("Mailbox", "bounces@oxide.example")), Throws.Nothing);
}
