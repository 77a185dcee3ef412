using System.Net;
using Digest.Publishing.Outbox;

namespace Digest.Tests.Publishing;

/// <summary>The outbox viewer: an inbox for the person at this computer, and for nobody else.</summary>
[OnBothDatabases]
internal sealed class OutboxTests
{
    private const string Mail = """
        From: "The Oxide Desk" <desk@oxide.example>
        To: reader@example.org
        Subject: =?utf-8?q?S=C3=A4ure_<b>_is_scarce?=
        Date: Tue, 24 Nov 2026 07:00:00 +0000
        Message-ID: <one.two@oxide.example>
        List-Unsubscribe: <https://news.example/unsubscribe/abc>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="x"

        --x
        Content-Type: text/plain; charset=utf-8

        Hello <script>alert(1)</script>
        https://news.example/text
        --x
        Content-Type: text/html; charset=utf-8

        <p>Hällo <a href="https://news.example/html">go</a><a href="javascript:alert(1)">no</a><script>alert(1)</script></p>
        --x--
        """;

    private const string FramePolicy =
        "sandbox; default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private TestSite site = null!;

    [SetUp]
    public async Task Start()
    {
        site = await TestSite.StartAsync();
        Write("one.two@oxide.example", Mail, minutes: 5);
    }

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task Mails_are_listed_the_newest_first()
    {
        Write("later", "Subject: Later\nTo: b@example.org\n\nHi", minutes: 9);
        Write("earlier", "Subject: Earlier\nTo: c@example.org\n\nHi", minutes: 1);
        File.WriteAllText(Path.Combine(Outbox, ".draft.tmp"), Mail);
        var page = await (await site.Http.GetAsync("/outbox")).PageAsync();

        Assert.That(page.QuerySelectorAll(".entry a").Select(a => (a.TextContent, a.GetAttribute("href"))), Is.EqualTo(new[]
        {
            ("Later", "/outbox/later"), ("Säure <b> is scarce", "/outbox/one.two%40oxide.example"), ("Earlier", "/outbox/earlier"),
        }));
    }

    [Test]
    public async Task No_more_than_two_hundred_are_listed()
    {
        for (var i = 0; i < 205; i++) Write($"m{i}", $"Subject: m{i}\n\nHi", minutes: i);

        Assert.That((await (await site.Http.GetAsync("/outbox")).PageAsync()).QuerySelectorAll(".entry a"), Has.Count.EqualTo(200));
    }

    [Test]
    public async Task A_mail_is_shown_as_html_in_a_frame_that_can_do_nothing()
    {
        var answer = await site.Http.GetAsync("/outbox/one.two%40oxide.example");
        var page = await answer.PageAsync();
        var frame = page.QuerySelector("iframe")!;
        var html = await site.Http.GetAsync(frame.GetAttribute("src"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frame.GetAttribute("sandbox"), Is.Empty);
            Assert.That(answer.Header("Content-Security-Policy"), Does.Contain("frame-src 'self';"));
            Assert.That(html.Header("Content-Security-Policy"), Is.EqualTo(FramePolicy));
            Assert.That(await html.Content.ReadAsStringAsync(), Does.Contain("<p>Hällo"));
            Assert.That(page.QuerySelectorAll("li a").Select(a => a.GetAttribute("href")), Is.EqualTo(new[]
            {
                "https://news.example/html", "https://news.example/text", "https://news.example/unsubscribe/abc",
            }));
        }
    }

    [Test]
    public async Task A_mail_is_shown_as_text_and_headers()
    {
        var text = await (await site.Http.GetAsync("/outbox/one.two@oxide.example?view=text")).PageAsync();
        var headers = await (await site.Http.GetAsync("/outbox/one.two@oxide.example?view=headers")).PageAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.QuerySelector("pre")!.TextContent, Does.Contain("<script>alert(1)</script>"));
            Assert.That(headers.QuerySelector("pre")!.TextContent, Does.Contain("List-Unsubscribe: <https://news.example/unsubscribe/abc>"));
            Assert.That(text.QuerySelectorAll("script"), Is.Empty);
        }
    }

    [Test]
    public async Task A_mail_is_shown_narrow_and_dark_in_frames_that_can_do_as_little()
    {
        foreach (var view in (string[])["narrow", "dark"])
        {
            var answer = await site.Http.GetAsync($"/outbox/one.two@oxide.example?view={view}");
            var page = await answer.PageAsync();
            var frame = page.QuerySelector("iframe")!;
            var html = await site.Http.GetAsync(frame.GetAttribute("src"));
            using (Assert.EnterMultipleScope())
            {
                Assert.That((frame.GetAttribute("sandbox"), frame.ClassName), Is.EqualTo(("", view)));
                Assert.That(page.QuerySelector("nav [aria-current]")!.TextContent, Is.EqualTo(view).IgnoreCase);
                Assert.That(html.Header("Content-Security-Policy"), Is.EqualTo(FramePolicy));
                Assert.That(await html.Content.ReadAsStringAsync(), Does.Contain("<p>Hällo").And.Contain($"color-scheme:{(view == "dark" ? "dark" : "light")} !important"));
                Assert.That(answer.Header("Content-Security-Policy"), Does.Contain("default-src 'none'").And.Contain("frame-src 'self';"));
            }
        }
    }

    [Test]
    public async Task A_mail_without_html_has_no_view_that_needs_one()
    {
        Write("plain", "Subject: Plain\n\nHi", minutes: 9);
        var page = await (await site.Http.GetAsync("/outbox/plain?view=dark")).PageAsync();

        Assert.That(page.QuerySelectorAll("nav.tabs a").Select(a => a.TextContent), Is.EqualTo(new[] { "Text", "Headers" }));
        Assert.That((page.QuerySelector("iframe"), page.QuerySelector("pre")!.TextContent), Is.EqualTo(((object?)null, "Hi")));
    }

    [TestCase("dark", "@media screen and (min-width:0) { a{} } @media (max-width:0) { b{} }")]
    [TestCase("narrow", "@media screen and (max-width:0) { a{} } @media (min-width:0) { b{} }")]
    public void A_view_decides_what_the_viewers_system_would_and_leaves_words_alone(string view, string rules)
    {
        const string Words = "<p>Use @media (prefers-color-scheme: dark) in mails</p>";
        var html = MailView.Of($"<head><style>@media screen and (prefers-color-scheme:Dark) {{ a{{}} }} @media ( prefers-color-scheme : light ) {{ b{{}} }}</style></head>{Words}", view);

        Assert.That(html, Does.StartWith($"<head><style>{rules}</style><style>:root{{color-scheme:").And.EndWith($"</head>{Words}"));
    }

    [TestCase("X-Forwarded-For", "127.0.0.1")]
    [TestCase("X-Forwarded-Proto", "https")]
    [TestCase("X-Forwarded-Host", "localhost")]
    [TestCase("Forwarded", "for=127.0.0.1")]
    [TestCase("Via", "1.1 proxy")]
    [TestCase("X-Real-IP", "127.0.0.1")]
    [TestCase("Host", "attacker.example")]
    public async Task It_is_not_there_for_who_comes_through_a_proxy_or_by_another_name(string header, string value)
    {
        foreach (var path in (string[])["/outbox", "/outbox/one.two@oxide.example", "/outbox/one.two@oxide.example/html"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { header, value } } };
            Assert.That((await site.Http.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }
    }

    [Test]
    public async Task A_trusted_proxy_does_not_open_it_either()
    {
        await using var own = await TestSite.StartAsync(new() { ["TrustedProxies:0"] = "127.0.0.1" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/outbox") { Headers = { { "X-Forwarded-For", "127.0.0.1" } } };

        Assert.That((await own.Http.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await own.Http.GetAsync("/outbox")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("BaseUrl", "https://news.example")]
    [TestCase("Mail:Transport", "Smtp")]
    public async Task It_is_not_there_in_service(string key, string value)
    {
        await using var own = await TestSite.StartAsync(new()
        {
            ["Mail:Relays:0:Host"] = "127.0.0.1",
            ["Mail:Relays:0:Security"] = "None",
            ["Newsletters:0:FromAddress"] = "desk@oxide.example",
            [key] = value,
        });

        Assert.That((await own.Http.GetAsync("/outbox")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/outbox/nothing")]
    [TestCase("/outbox/..%2f..%2fsecret")]
    [TestCase("/outbox/%2e%2e%2fsecret")]
    [TestCase("/outbox/..%5csecret")]
    [TestCase("/outbox/.hidden")]
    [TestCase("/outbox/secret")]
    [TestCase("/outbox/a%00b")]
    [TestCase("/outbox/%2fetc%2fpasswd")]
    public async Task Nothing_but_a_mail_of_the_outbox_can_be_named(string path)
    {
        await File.WriteAllTextAsync(Path.Combine(site.DataFolder, "secret.eml"), Mail);
        await File.WriteAllTextAsync(Path.Combine(Outbox, ".hidden.eml"), Mail);
        using var raw = await RawHttp.ConnectAsync(site.Address);
        await raw.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.That(await raw.StatusAsync(TimeSpan.FromSeconds(5)), Is.EqualTo(404).Or.EqualTo(400));
    }

    private string Outbox => Path.Combine(site.DataFolder, "outbox");

    private void Write(string id, string mail, int minutes)
    {
        Directory.CreateDirectory(Outbox);
        var path = Path.Combine(Outbox, id + ".eml");
        File.WriteAllText(path, mail);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 24, 7, 0, 0, DateTimeKind.Utc).AddMinutes(minutes));
    }
}
