using Digest.Storage;
using Microsoft.Extensions.Configuration;

namespace Digest.Tests.Delivering;

/// <summary>Settings of relays and domains: what binds, and what is refused with which words.</summary>
internal sealed class RelaySettingsTests
{
    private static Settings Read(params (string Key, string Value)[] settings) => Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Digest:{s.Key}", (string?)s.Value))).Build());

    [Test]
    public void A_domain_can_be_named_in_the_environment_and_in_a_file()
    {
        const string Name = "Digest__Delivering__Domains__slow.example__PerMinute";
        Environment.SetEnvironmentVariable(Name, "100");
        try
        {
            var settings = Settings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
            Assert.That(settings.Delivering.Domains["slow.example"].PerMinute, Is.EqualTo(100));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
        using var json = new MemoryStream("""{ "Digest": { "Delivering": { "Domains": { "slow.example": { "PerMinute": 7 } } } } }"""u8.ToArray());
        Assert.That(Settings.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Delivering.Domains["slow.example"].PerMinute, Is.EqualTo(7));
    }

    [TestCase("Delivering:Domains:slow.example:PerMinute", "0", "Digest:Delivering:Domains:slow.example:PerMinute is 0")]
    [TestCase("Delivering:Domains:@slow:PerMinute", "5", "Digest:Delivering:Domains has '@slow'")]
    [TestCase("Delivering:Domains:slow.example:PerHour", "5", "Digest:Delivering:Domains:slow.example:PerHour is no setting")]
    [TestCase("Mail:Relays:0:Weight", "0", "Digest:Mail:Relays:0:Weight is 0")]
    [TestCase("Mail:Relays:0:Priority", "-1", "Digest:Mail:Relays:0:Priority is -1")]
    [TestCase("Mail:Relays:0:User", "news", "Digest:Mail:Relays:0:Password is empty")]
    [TestCase("Mail:Relays:0:Password", "s3cret", "Digest:Mail:Relays:0:User is empty")]
    [TestCase("Mail:Relays:0:Security", "None", "Digest:Mail:Relays:0:Security is None")]
    public void What_cant_work_is_named(string key, string value, string says)
    {
        var fault = Assert.Throws<Fault>(() => Read(("Mail:Relays:0:Host", "smtp.example.org"), (key, value)));
        Assert.That(fault!.Message, Does.StartWith(says).And.Not.Contain("s3cret"));
    }

    [Test]
    public void A_relay_is_named_once_and_so_is_a_domain()
    {
        Assert.That(() => Read(("Mail:Relays:0:Host", "smtp.example.org"), ("Mail:Relays:1:Host", "SMTP.example.org")), Throws.InstanceOf<Fault>().With.Message.Contains("smtp.example.org:587 twice"));
        Assert.That(() => Read(("Mail:Relays:0:Host", "smtp.example.org"), ("Mail:Relays:1:Host", "smtp.example.org"), ("Mail:Relays:1:Port", "2525")), Throws.Nothing);
        Assert.That(() => Read(("Delivering:Domains:bücher.example:PerMinute", "1"), ("Delivering:Domains:xn--bcher-kva.example:PerMinute", "1")), Throws.InstanceOf<Fault>().With.Message.Contains("one domain"));
    }
}
