using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Tests.Storage;

/// <summary>The look that a publisher sets: readable, and unable to break a mail.</summary>
[TestFixture]
internal sealed class BrandTests
{
    private static NewsletterOptions Read(string name, string value) =>
        NewsletterRules.Read([new("Slug", "oxide"), new(name, value)], "Digest:Newsletters:0");

    [TestCase("Brand:Color", "#0b57a4")]
    [TestCase("Brand:Color", "#767676")] // 4.54:1, the lightest grey that will do
    [TestCase("Brand:Color", "")]
    [TestCase("Brand:Logo", "https://www.example.org/logo.png?v=1&w=2")]
    [TestCase("Brand:Heading", "Georgia, 'Times New Roman', serif")]
    [TestCase("Brand:Text", "-apple-system,'Segoe UI',Arial,sans-serif")]
    [TestCase("Brand:Text", "system-ui")]
    [TestCase("Brand:Direction", "rtl")]
    [TestCase("Theme", "full")]
    [TestCase("Theme", "our-own")]
    public void A_good_value_is_taken(string name, string value) => Assert.That(() => Read(name, value), Throws.Nothing);

    [TestCase("Brand:Color", "#777777", "Digest:Newsletters:0:Brand:Color #777777 has a contrast of 4.47:1 on white, but links need 4.5:1")]
    [TestCase("Brand:Color", "#FFCC00", "has a contrast of 1.51:1 on white")]
    [TestCase("Brand:Color", "red", "Brand:Color is 'red', but should be a colour like #0b57a4")]
    [TestCase("Brand:Color", "#12345", "but should be a colour like")]
    [TestCase("Brand:Color", "#+12345", "but should be a colour like")]
    [TestCase("Brand:Logo", "http://www.example.org/logo.png", "but should be the https address of an image")]
    [TestCase("Brand:Logo", "data:image/png;base64,x", "but should be the https address of an image")]
    [TestCase("Brand:Logo", "https://a:b@example.org/x", "but should be the https address of an image")]
    [TestCase("Brand:Logo", "https://example.org/\" onerror=\"x", "but should be the https address of an image")]
    [TestCase("Brand:Heading", "Georgia", "serif, sans-serif, monospace or system-ui at the end")]
    [TestCase("Brand:Heading", "Georgia, 'Times, serif", "but should be font names")]
    [TestCase("Brand:Text", "Arial; color: red, serif", "but should be font names")]
    [TestCase("Brand:Text", "Segoe UI, sans-serif", "quoted where they have spaces")]
    [TestCase("Brand:Text", "url(x), serif", "but should be font names")]
    [TestCase("Brand:Direction", "up", "Brand:Direction is 'up', but should be auto (by the language), ltr or rtl")]
    [TestCase("Theme", "../x", "Theme is '../x', but should be standard, brief, full")]
    [TestCase("Theme", "", "Theme is '', but should be standard")]
    public void A_bad_value_is_refused_by_name_with_what_it_should_be(string name, string value, string message) =>
        Assert.That(() => Read(name, value), Throws.TypeOf<Fault>().With.Message.Contains(message));

    [Test]
    public void Every_colour_has_a_readable_shade_in_the_dark_and_a_readable_button_in_both()
    {
        var paper = Colour.DarkPaper;
        var dark = Colour.Parse("#10131a")!.Value;
        for (var rgb = 0; rgb <= 0xffffff; rgb += 4099)
        {
            var colour = new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
            var lighter = colour.ReadableOn(paper);
            Assert.That((lighter.Contrast(paper), lighter.Contrast(dark)), Is.GreaterThanOrEqualTo((Colour.Readable, Colour.Readable)), colour.ToString());
        }
    }

    [Test]
    public void A_colour_that_is_readable_in_the_dark_stays_as_it_is()
    {
        Assert.That(Colour.Parse("#8fbcff")!.Value.ReadableOn(Colour.DarkPaper).ToString(), Is.EqualTo("#8fbcff"));
    }
}
