using System.Net;
using System.Text.Json;
using Dapper;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Pages;
using Digest.World;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Digest.Tests.Subscribing;

/// <summary>What holds for every answer of the site.</summary>
[OnBothDatabases]
internal sealed class SiteTests
{
    [Test]
    public async Task T38_Every_page_that_links_lead_to_has_the_headers([Values] bool https)
    {
        await using var site = await TestSite.StartAsync(new()
        {
            ["BaseUrl"] = https ? "https://news.example" : "http://localhost:5080",
            ["Newsletters:1:Slug"] = "magnets",
        });
        await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story(image: "https://news.example/a.png"));
        await site.SignUpAsync("one@example.org");
        Directory.CreateDirectory(Path.Combine(site.DataFolder, "outbox"));
        await File.WriteAllTextAsync(Path.Combine(site.DataFolder, "outbox", "a@b.eml"), "Subject: Hello\r\nTo: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>Hello");
        var open = new Queue<string>(["/", "/outbox", "/nowhere", "/health/live", "/confirm/" + await site.TokenAsync("one@example.org", TokenPurpose.Confirm)]);
        var seen = new HashSet<string>(open);
        while (open.TryDequeue(out var path))
        {
            var answer = await site.Http.GetAsync(path);
            CheckHeaders(answer, path, https);
            if (answer.Content.Headers.ContentType?.MediaType != "text/html" || IsFrame(path)) continue;
            foreach (var link in (await answer.PageAsync()).QuerySelectorAll("[href], [src]").Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!))
                if (link.StartsWith('/') && seen.Add(link)) open.Enqueue(link);
        }

        Assert.That(seen, Does.Contain("/archive/oxide/2026-11-24").And.Contain("/archive/oxide/feed.xml"));
        Assert.That(seen.Contains("/outbox/a%40b/html?view=html"), Is.EqualTo(!https));
    }

    [Test]
    public async Task T38_The_policy_names_the_one_style_block_and_another_each_time()
    {
        await using var site = await TestSite.StartAsync();
        var nonces = new HashSet<string>();
        foreach (var path in (string[])["/", "/", "/archive", "/nowhere"])
        {
            var answer = await site.Http.GetAsync(path);
            var nonce = (await answer.PageAsync()).QuerySelectorAll("style").Single().GetAttribute("nonce")!;
            Assert.That(answer.Header("Content-Security-Policy"), Does.Contain($"style-src 'nonce-{nonce}';"));
            nonces.Add(nonce);
        }
        Assert.That(nonces, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task T13_Only_listed_origins_may_read_the_answer_to_the_form_and_nothing_else()
    {
        await using var site = await TestSite.StartAsync(new() { ["Subscribing:AllowedOrigins:0"] = "https://www.site.example" });
        foreach (var origin in (string[])["https://www.site.example", "https://evil.example", "null", "https://www.site.example.evil.example", "http://www.site.example"])
        {
            var isListed = origin == "https://www.site.example";
            var post = await SendAsync(site, HttpMethod.Post, "/subscribe", origin);
            var preflight = await SendAsync(site, HttpMethod.Options, "/subscribe", origin);
            var wrong = await SendAsync(site, HttpMethod.Post, "/subscribe", origin, body: "email=nobody");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(post.StatusCode, Is.EqualTo(HttpStatusCode.OK), "a plain form works from everywhere");
                foreach (var answer in (HttpResponseMessage[])[post, preflight, wrong])
                {
                    Assert.That(answer.Header("Access-Control-Allow-Origin"), Is.EqualTo(isListed ? origin : null), origin);
                    Assert.That(answer.Header("Access-Control-Allow-Credentials"), Is.Null);
                }
                Assert.That(preflight.Header("Access-Control-Allow-Methods"), Is.EqualTo(isListed ? "POST" : null));
                foreach (var path in (string[])["/", "/archive", "/archive/oxide/feed.xml", "/confirm/x", "/unsubscribe/x", "/health/live", "/nowhere"])
                    foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Options, HttpMethod.Post])
                        Assert.That((await SendAsync(site, method, path, origin)).Headers.Any(h => h.Key.StartsWith("Access-Control", StringComparison.Ordinal)), Is.False, $"{method} {path}");
            }
        }
    }

    [Test, OfSqlite]
    public async Task T54_When_the_database_takes_no_rows_the_form_says_503_and_nothing_is_lost_of_it([Values] bool json)
    {
        await using var site = await TestSite.StartAsync();
        // A step that takes its transaction down makes the writer open another connection, which meets a full disk.
        await Assert.ThatAsync(() => site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("rollback", transaction: t)), Throws.Exception);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using var faults = SqliteFaults.Arm(site.DataFolder, 1, CommitFault.Full, TimeSpan.FromMinutes(1));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/subscribe") { Content = new FormUrlEncodedContent([new("email", "one@example.org")]) };
        if (json) request.Headers.Add("Accept", "application/json");
        var answer = await site.Http.SendAsync(request);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(answer.Header("Retry-After"), Is.EqualTo("60"));
            if (json) Assert.That(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString(), Is.EqualTo("unavailable"));
            else Assert.That(await answer.WordsAsync(), Does.Contain("Nothing was stored"));
            Assert.That(answer.Header("Content-Security-Policy"), Is.Not.Null);
            Assert.That(site.Log.Lines, Has.None.Contains("one@example.org"));
        }
    }

    [TestCase("multipart/form-data; boundary=x", "--x\r\nno header\r\n\r\n")]
    [TestCase("multipart/form-data", "--x--")]
    [TestCase("application/json", "{\"email\": ")]
    [TestCase("application/json", "[1, 2]")]
    public async Task A_body_that_can_not_be_read_is_answered_as_such(string type, string body)
    {
        await using var site = await TestSite.StartAsync();
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        var answer = await site.Http.PostAsync("/subscribe", content);
        Assert.That((int)answer.StatusCode, Is.InRange(400, 422));
    }

    [Test]
    public async Task A_broken_template_is_a_500_with_the_cause_in_the_log_only()
    {
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "templates"), "*", SearchOption.AllDirectories))
            folder.Write(Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "templates"), file), await File.ReadAllTextAsync(file));
        await using var site = await TestSite.StartAsync(new() { ["TemplatesDirectory"] = folder.Path });
        folder.Write("pages/landing.html", "{{ no_such_thing }}");
        var landing = await site.Http.GetAsync("/");
        folder.Write("pages/problem.html", "{{ nor_this }}");
        var worse = await site.Http.GetAsync("/");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(landing.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(await landing.WordsAsync(), Does.Contain("The fault is ours").And.Not.Contain("no_such_thing"));
            Assert.That(worse.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(worse.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/plain"));
            Assert.That(site.Log.Lines, Has.Some.Contains($"{folder.Path}/pages/landing.html(1,4): unknown variable no_such_thing"));
        }
    }

    [Test]
    public async Task Health_tells_whether_the_process_and_its_database_answer()
    {
        await using var site = await TestSite.StartAsync();
        Assert.That(await site.Http.GetStringAsync("/health/live"), Is.EqualTo("live\n"));
        Assert.That(await site.Http.GetStringAsync("/health/ready"), Is.EqualTo("ready\n"));

        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("delete from SchemaVersions where ScriptName like '%0005%'", transaction: t));
        Assert.That((await site.Http.GetAsync("/health/ready")).StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await site.Http.GetAsync("/health/live")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("AllowedOrigins:0", "https://www.site.example/")]
    [TestCase("AllowedOrigins:0", "*")]
    [TestCase("NextOrigins:0", "www.site.example")]
    [TestCase("SignupsPerClientPerHour", "0")]
    [TestCase("LettersPerHour", "-1")]
    [TestCase("ConfirmWithin", "00:00:00")]
    public void A_setting_that_can_not_work_is_refused_by_its_name(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Digest:Subscribing:{key}", value)]).Build();

        Assert.That(() => Settings.Read(configuration), Throws.TypeOf<Fault>().With.Message.StartsWith($"Digest:Subscribing:{key.Split(':')[0]}"));
    }

    [Test]
    public void T12_A_connection_may_cost_so_much_and_no_more()
    {
        var kestrel = new KestrelServerOptions();
        kestrel.LimitRequests();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(kestrel.Limits.MaxRequestBodySize, Is.EqualTo(64 * 1024));
            Assert.That(kestrel.Limits.RequestHeadersTimeout, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(kestrel.Limits.MinRequestBodyDataRate!.BytesPerSecond, Is.EqualTo(240));
            Assert.That(kestrel.AddServerHeader, Is.False);
        }
    }

    // The mail itself, within the page about it.
    private static bool IsFrame(string path) => path.Split('?')[0].EndsWith("/html", StringComparison.Ordinal);

    private static void CheckHeaders(HttpResponseMessage answer, string path, bool https)
    {
        var policy = answer.Header("Content-Security-Policy");
        var isFrame = IsFrame(path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(policy, Does.Contain("default-src 'none'").And.Not.Contain("script"), path);
            Assert.That(policy, isFrame ? Does.StartWith("sandbox;") : Does.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"), path);
            Assert.That(answer.Header("X-Content-Type-Options"), Is.EqualTo("nosniff"), path);
            Assert.That(answer.Header("Referrer-Policy"), Is.EqualTo("no-referrer"), path);
            Assert.That(answer.Header("Strict-Transport-Security"), https ? Is.Not.Null : Is.Null, path);
            Assert.That(answer.Header("Server"), Is.Null, path);
            Assert.That(answer.Header("Set-Cookie"), Is.Null, path);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(TestSite site, HttpMethod method, string path, string origin, string body = "email=one@example.org")
    {
        var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        if (method == HttpMethod.Post) request.Content = new StringContent(body, null, "application/x-www-form-urlencoded");
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
        }
        return site.Http.SendAsync(request);
    }
}
