using Digest.Readers;

namespace Digest.Tests.Readers;

[TestFixture]
internal sealed class LikelyTypoTests
{
    [TestCase("gmial.com", "gmail.com"), TestCase("gmai.com", "gmail.com"), TestCase("gmaill.com", "gmail.com"), TestCase("gnail.com", "gmail.com"), TestCase("gamil.com", "gmail.com"), TestCase("gmal.com", "gmail.com")]
    [TestCase("gmail.co", "gmail.com"), TestCase("gmail.con", "gmail.com"), TestCase("gmail.cm", "gmail.com"), TestCase("gmail.om", "gmail.com"), TestCase("gmail.comm", "gmail.com"), TestCase("gmail.fr", "gmail.com"), TestCase("gmail.c.om", "gmail.com"), TestCase("g.mail.com", "gmail.com")]
    [TestCase("gmial.con", "gmail.com"), TestCase("gmailc.om", "gmail.com"), TestCase("googlemial.com", "googlemail.com"), TestCase("GMIAL.COM", "gmail.com")]
    [TestCase("hotmial.com", "hotmail.com"), TestCase("homail.com", "hotmail.com"), TestCase("hotmal.co", "hotmail.com"), TestCase("hotmail.co.ik", "hotmail.co.uk"), TestCase("hotmail.co", "hotmail.com")]
    [TestCase("yaho.com", "yahoo.com"), TestCase("yhaoo.com", "yahoo.com"), TestCase("yahooo.com", "yahoo.com"), TestCase("yahoo.couk", "yahoo.co.uk"), TestCase("yaho.co.uk", "yahoo.co.uk"), TestCase("yahoo.con", "yahoo.com")]
    [TestCase("outlok.com", "outlook.com"), TestCase("outllok.com", "outlook.com"), TestCase("otlook.com", "outlook.com"), TestCase("iclod.com", "icloud.com"), TestCase("icloud.co", "icloud.com")]
    [TestCase("gmx.d", "gmx.de"), TestCase("gxm.de", "gmx.de"), TestCase("gmxx.de", "gmx.de"), TestCase("gmx.nte", "gmx.net"), TestCase("web.ed", "web.de"), TestCase("wbe.de", "web.de"), TestCase("web.d", "web.de"), TestCase("t-onlin.de", "t-online.de"), TestCase("tonline.de", "t-online.de")]
    [TestCase("livee.com", "live.com"), TestCase("wanado.fr", "wanadoo.fr"), TestCase("oragne.fr", "orange.fr"), TestCase("lapsote.net", "laposte.net"), TestCase("protonmial.com", "protonmail.com"), TestCase("yandx.ru", "yandex.ru"), TestCase("comcats.net", "comcast.net")]
    [TestCase("news.con", "news.com"), TestCase("verein.ogr", "verein.org"), TestCase("mail.firma.nte", "mail.firma.net")]
    public void A_likely_slip_gets_the_whole_address_that_was_meant(string typed, string meant) =>
        Assert.That(LikelyTypo.Suggest(MailAddress.Parse($"Ann.Lee+1@{typed}")!), Is.EqualTo($"Ann.Lee+1@{meant}"));

    [TestCase("gmail.com"), TestCase("mail.com"), TestCase("gmx.com"), TestCase("gmx.at"), TestCase("gmx.us"), TestCase("ymail.com"), TestCase("email.com"), TestCase("hey.com"), TestCase("live.fi"), TestCase("love.com")]
    [TestCase("yahoo.co.uk"), TestCase("yahoo.fr"), TestCase("yahoo.com.br"), TestCase("hotmail.fr"), TestCase("outlook.jp"), TestCase("aol.de"), TestCase("mac.com"), TestCase("me.com"), TestCase("hushmail.com"), TestCase("qq.com"), TestCase("126.com")]
    [TestCase("give.com"), TestCase("wdr.de"), TestCase("zdf.de"), TestCase("weg.de"), TestCase("bmw.de"), TestCase("gmc.de"), TestCase("sap.com"), TestCase("msc.com"), TestCase("sky.de"), TestCase("web.dk"), TestCase("ox.net"), TestCase("bol.com"), TestCase("sina.cn")]
    [TestCase("news.example"), TestCase("iana.org"), TestCase("example.co"), TestCase("startup.io"), TestCase("guardian.co.uk"), TestCase("hotel.com"), TestCase("münchen.de"), TestCase("uni-muenchen.de"), TestCase("posteo.de"), TestCase("kmail.com")]
    public void A_domain_of_its_own_gets_none(string typed) => Assert.That(LikelyTypo.Suggest(MailAddress.Parse($"ann@{typed}")!), Is.Null);

    [Test]
    public void No_common_domain_is_taken_for_another() =>
        Assert.That(MailProviders.Domains.Concat(MailProviders.Real).Where(d => LikelyTypo.Suggest(MailAddress.Parse($"ann@{d}")!) is not null), Is.Empty);

    [Test]
    public void What_is_suggested_is_an_address_without_a_slip() =>
        Assert.That(MailProviders.All.Select(p => p.Domain).Where(d => MailAddress.Parse($"ann@{d}")?.Domain != d), Is.Empty);

    [TestCase("", "", 0), TestCase("ab", "ba", 1), TestCase("ab", "abc", 1), TestCase("abc", "ac", 1), TestCase("abc", "axc", 1), TestCase("kitten", "sitting", 3), TestCase("ca", "abc", 3)]
    public void The_distance_counts_slips_of_the_finger(string one, string other, int slips) => Assert.That(EditDistance.Between(one, other), Is.EqualTo(slips));
}
