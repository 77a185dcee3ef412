using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Digest.Collecting.Cleaning;

namespace Digest.Tests.Collecting.Cleaning;

/// <summary>A stranger's HTML may be shown after this and nothing runs, loads or escapes (threats T35, T36, T45).</summary>
[TestFixture]
internal sealed class SanitiserTests
{
    private static readonly Uri Base = new("https://mine.example/news/");

    private static readonly string[] Attacks =
    [
        "<script>alert(1)</script>", "<ScRiPt src=//evil.example/x.js></sCrIpT>", "<script/x>alert(1)</script/x>", "<<script>script>alert(1)<</script>/script>",
        "<img src=x onerror=alert(1)>", "<img src='x' onerror\n=\nalert(1)>", "<img/src=\"x\"/onerror=alert(1)>", "<img src=`x`onerror=alert(1)>", "<p onclick=alert(1)>x</p>",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><animate href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<style><a title=\"</style><img src onerror=alert(1)>\">", "<textarea><img title=\"</textarea><img src onerror=alert(1)>\">",
        "<title><img title=\"</title><img src onerror=alert(1)>\">", "<xmp><p title=\"</xmp><img src onerror=alert(1)>\">", "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>", "<iframe src=javascript:alert(1)>",
        "<template><script>alert(1)</script></template>", "<template><p></template><img src=x onerror=alert(1)>", "<select><option><img src=x onerror=alert(1)></select>", "<table><td><form><input name=parentNode></table>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"jAvAsCrIpT:alert(1)\">x</a>", "<a href=\"java\tscript:alert(1)\">x</a>", "<a href=\"java&#10;script:alert(1)\">x</a>", "<a href=\"&#1;javascript:alert(1)\">x</a>",
        "<a href=\"javascript&colon;alert(1)\">x</a>", "<a href=\"&#106&#97&#118&#97script:alert(1)\">x</a>", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>", "<a href=\"vbscript:x\">x</a>",
        "<a href=\"mailto:a@x.example?body=%0d\" onmouseover=alert(1)>x</a>", "<img src=\"javascript:alert(1)\">", "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">", "<img src=mailto:a@x.example>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>", "<p style=\"width:expression(alert(1))\">x</p>", "<style>@import 'javascript:alert(1)';</style>", "<link rel=stylesheet href=//evil.example/x.css>",
        "<base href=//evil.example/>", "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<applet code=x>",
        "<form action=javascript:alert(1)><input type=submit><button formaction=javascript:alert(1)>x</button></form>", "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src onerror=alert(1)>",
        "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>", "<body onload=alert(1)>", "<html onmouseover=alert(1)>", "<frameset onload=alert(1)>", "<isindex action=javascript:alert(1)>",
        "<a id=location name=location>x</a><img name=body><p id=__proto__>", "<a href=# target=_blank ping=//evil.example>x</a>", "<img srcset=\"//evil.example/x 1x\" src=ok.png>", "<p is=x-evil slot=y>",
        "<!--[if IE]><script>alert(1)</script><![endif]-->", "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)> -->", "<![CDATA[<img src=x onerror=alert(1)>]]>", "<?xml-stylesheet href=javascript:alert(1)?>",
        "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>", "</p><script>alert(1)</script>", "<p title='\"><script>alert(1)</script>'>x", "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x", "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<img alt=\"`><script>alert(1)</script>\" src=a.png>", "<plaintext><script>alert(1)", "<p>\0<scr\0ipt>alert(1)</scr\0ipt>", "\u202E<b>x", "<a href=\"https://user:pw@mine.example/\">x</a>", "<q cite=javascript:alert(1)>x</q>",
    ];

    [TestCaseSource(nameof(Attacks))]
    public void T35_T36_Nothing_that_runs_is_left_and_cleaning_twice_changes_nothing(string attack)
    {
        foreach (var html in new[] { attack, $"<p>before {attack} after</p>", $"<table><tr><td>{attack}", $"<ul><li><b>{attack}</ul>text" })
        {
            var clean = Sanitiser.Clean(html, Base);
            foreach (var element in new HtmlParser().ParseDocument($"<body>{clean}").Body!.QuerySelectorAll("*"))
                AssertHarmless(element, html);
            Assert.That((clean ?? "").IndexOfAny(['\u202E', '\0']), Is.Negative);
            Assert.That(Sanitiser.Clean(clean, Base), Is.EqualTo(clean), html);
        }
    }

    private static void AssertHarmless(IElement element, string html)
    {
        Assert.That(HtmlNames.Kept, Does.Contain(element.LocalName), html);
        foreach (var attribute in element.Attributes)
        {
            Assert.That(HtmlNames.KeptAttributes, Does.Contain(attribute.Name), html);
            if (!HtmlNames.AddressAttributes.Contains(attribute.Name)) continue;
            var allowed = element.LocalName == "a" ? Does.Match("^(https?://[^@]*$|mailto:)") : Does.Match("^https?://[^@]*$");
            Assert.That(attribute.Value, allowed, html);
        }
    }

    [TestCase("<p>Plain <b>bold</b> and <i>italic</i>.</p>", "<p>Plain <b>bold</b> and <i>italic</i>.</p>")]
    [TestCase("<a href=a.html>x</a>", "<a href=\"https://mine.example/news/a.html\">x</a>")]
    [TestCase("<a href=//cdn.example/x>x</a>", "<a href=\"https://cdn.example/x\">x</a>")]
    [TestCase("<a href=mailto:desk@mine.example>x</a>", "<a href=\"mailto:desk@mine.example\">x</a>")]
    [TestCase("<img src=/a.png alt=\"Ore\" class=big>", "<img src=\"https://mine.example/a.png\" alt=\"Ore\">")]
    [TestCase("<img src=https://count.example/1.gif width=1 height=1>text", "text")]
    [TestCase("<div class=x><section>One</section></div>", "<div>One</div>")]
    [TestCase("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>")]
    [TestCase("5 < 6 & 7 > 3", "5 &lt; 6 &amp; 7 &gt; 3")]
    [TestCase("<p>a<br>b</p>", "<p>a<br>b</p>")]
    [TestCase("<iframe src=x></iframe>", null)]
    [TestCase("  ", null)]
    [TestCase(null, null)]
    public void What_articles_need_stays(string? html, string? clean) => Assert.That(Sanitiser.Clean(html, Base), Is.EqualTo(clean));

    [Test]
    public void Without_a_base_relative_addresses_go_and_their_words_stay() =>
        Assert.That(Sanitiser.Clean("<a href=a.html>x</a><img src=b.png>", null), Is.EqualTo("<a>x</a>"));

    [Test]
    public void T45_Deep_wide_and_misnested_HTML_takes_less_than_a_second()
    {
        Sanitiser.Clean("<p>warm up</p>", null);
        foreach (var part in new[] { "<div>", "<a><b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<i><b></i>", "<p>", "<svg>", "<h1><font>", "x<br>", "<ruby><rt>", "<dl><dt><dd>" })
        {
            var watch = Stopwatch.StartNew();
            Sanitiser.Clean(string.Concat(Enumerable.Repeat(part, 50_000)), Base);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)), part);
        }
    }
}
