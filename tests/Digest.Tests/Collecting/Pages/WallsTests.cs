using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>C21: what stands before an article, answered with 200, is not taken for one.</summary>
[TestFixture]
internal sealed class WallsTests
{
    [TestCase("<title>Just a moment...</title><h1>oxide.example</h1><p>Verifying you are human. This may take a few seconds.</p>", "human")]
    [TestCase("<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1><p>You are unable to access oxide.example for reasons that this service does not tell.</p>", "human")]
    [TestCase("<title>oxide.example</title><p>Please enable JavaScript and cookies to continue</p>", "human")]
    [TestCase("<title>Sign in - Oxide</title><h1>Sign in</h1><form><input type=email><input type=password><button>Sign in</button></form><p>New here? Make an account and read everything we write.</p>", "sign-in")]
    [TestCase("<title>Oxide</title><h2>Anmelden</h2><form><input name=user></form><p>Bitte melden Sie sich an, um weiterzulesen, was wir für Sie schreiben.</p>", "sign-in")]
    [TestCase("<title>Before you continue</title><h1>Before you continue to Oxide</h1><p>We use cookies and data to deliver and maintain our services. If you agree, our partners will also use cookies.</p><form><button>Accept all</button><button>Reject all</button></form>", "consent")]
    [TestCase("<title>Oxide</title><div><p>We and our 842 partners store cookies on your device. With your consent, we and our partners process personal data for advertising. Some vendors rely on legitimate interest. You can withdraw consent at any time in our privacy policy.</p><button>I agree</button></div>", "consent")]
    public void C21_A_wall_is_refused_with_its_reason(string html, string word)
    {
        var refused = Reading.Page($"<html><body>{html}</body></html>") as PageReading.Refused;

        Assert.That(refused?.Reason, Does.Contain(word));
        Assert.That(refused?.MayPass, Is.True);
    }

    [TestCase("")]
    [TestCase("<html><body><script>draw()</script></body></html>")]
    [TestCase("<nav><a href=/a>A</a></nav>")]
    [TestCase("\0\0\0")]
    public void A_page_without_text_is_no_article(string html) =>
        Assert.That((Reading.Page(html) as PageReading.Refused)?.Reason, Is.EqualTo("no text that reads as an article"));

    [TestCase("<form class=login><input type=password><button>Sign in</button></form>")]
    [TestCase("<div id=onetrust><p>We value your privacy. We and our partners use cookies.</p><button>Accept all</button></div>")]
    [TestCase("<p>Protected by a captcha.</p>")]
    public void An_article_beside_a_form_is_an_article(string form) => Assert.That(Reading.Article("", form, Reading.Body + Reading.Body).Text, Does.Contain("Contract customers"));

    [Test]
    public void A_short_item_of_news_with_a_sign_in_form_is_an_article_when_the_page_states_it() => Assert.That(
        Reading.Article($"<html><head><meta property=og:title content=Acid><meta property=article:published_time content=2026-11-24></head><body><form><input type=password></form><h1>Acid</h1>{Reading.Body}</body></html>").Title,
        Is.EqualTo("Acid"));
}
