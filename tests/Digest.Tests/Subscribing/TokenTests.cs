using System.Net;
using Digest.Readers;

namespace Digest.Tests.Subscribing;

/// <summary>Tokens that are wrong, in every way that is easy to think of: all get the same page.</summary>
[OnBothDatabases]
internal sealed class TokenTests
{
    private static readonly string[] Places = ["/confirm/", "/unsubscribe/", "/preferences/", "/never/", "/address/", "/undo/", "/archive/", "/archive/oxide/", "/console/", "/api/v1/", "/outbox/"];
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        site = await TestSite.StartAsync();
        await site.ReaderAsync("one@example.org");
        await site.SignUpAsync("two@example.org");
    }

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task T16_A_token_of_one_purpose_is_nothing_anywhere_else()
    {
        var wrong = await FingerprintAsync(HttpMethod.Get, "/confirm/nonsense");
        foreach (var purpose in Enum.GetValues<TokenPurpose>())
        {
            var token = await site.TokenAsync("two@example.org", purpose);
            foreach (var place in Places.Where(place => place != Home(purpose)))
                foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
                    Assert.That(await FingerprintAsync(method, place + token), Is.EqualTo(wrong), $"{method} {place} with a token to {purpose}");
        }
        Assert.That(wrong, Does.StartWith("404"));
        Assert.That(await site.StatusAsync("two@example.org"), Is.EqualTo("pending"));
    }

    [Test]
    public async Task T16_One_readers_token_with_anothers_id_is_wrong()
    {
        var one = Bytes(await site.TokenAsync("one@example.org", TokenPurpose.Leave));
        var two = Bytes(await site.TokenAsync("two@example.org", TokenPurpose.Leave));
        two.AsSpan(8, 16).CopyTo(one.AsSpan(8));

        Assert.That((await site.Http.PostAsync($"/unsubscribe/{System.Buffers.Text.Base64Url.EncodeToString(one)}", null)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await site.StatusAsync("two@example.org"), Is.EqualTo("pending"));
    }

    [Test]
    public async Task T17_Every_flipped_bit_makes_it_wrong()
    {
        await using var own = await TestSite.StartAsync();
        await own.ReaderAsync("one@example.org");
        var token = await own.TokenAsync("one@example.org", TokenPurpose.Leave);
        var bytes = Bytes(token);
        var links = Enumerable.Range(0, bytes.Length * 8).Select(bit =>
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            return $"/unsubscribe/{System.Buffers.Text.Base64Url.EncodeToString(flipped)}";
        });
        var answers = new List<HttpStatusCode>();
        foreach (var link in links) answers.Add((await own.Http.PostAsync(link, null)).StatusCode);

        Assert.That(answers, Has.Count.EqualTo(576).And.All.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await own.StatusAsync("one@example.org"), Is.EqualTo("active"));
    }

    [Test]
    public async Task T17_Broken_tokens_are_all_the_same_404()
    {
        var token = await site.TokenAsync("one@example.org", TokenPurpose.Leave);
        var wrong = await FingerprintAsync(HttpMethod.Get, "/confirm/nonsense");
        var swapped = new string([.. token.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))]);
        string[] broken =
        [
            token[..^1], token[1..], token + "A", token + "=", token + "==", swapped, "%20" + token, token + "%0a", token[..48] + "%2F" + token[49..],
            new('A', 96), new('A', 10_000), Uri.EscapeDataString(string.Concat(Enumerable.Repeat("ä", 96))), Uri.EscapeDataString("🎉"), "%25" + token, ".", "-", "'", "%3Cscript%3E",
        ];
        foreach (var text in broken)
            foreach (var place in (string[])["/unsubscribe/", "/confirm/"])
                foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
                    Assert.That(await FingerprintAsync(method, place + text), Is.EqualTo(wrong), $"{method} {place}{text}");
    }

    [TestCase("/unsubscribe/\u00e4\u00ff")]
    [TestCase("/unsubscribe/%FF%FE")]
    [TestCase("/unsubscribe/%00")]
    [TestCase("/unsubscribe/%")]
    [TestCase("/unsubscribe/\u0001")]
    public async Task T17_Bytes_that_are_no_address_are_refused_and_never_a_fault(string path)
    {
        using var raw = await RawHttp.ConnectAsync(site.Address);
        await raw.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.That(await raw.StatusAsync(TimeSpan.FromSeconds(5)), Is.EqualTo(404).Or.EqualTo(400));
    }

    [Test]
    public async Task T19_Token_pages_are_not_kept_not_indexed_and_leak_nothing()
    {
        await using var own = await TestSite.StartAsync();
        await own.SignUpAsync("one@example.org");
        var confirm = await own.TokenAsync("one@example.org", TokenPurpose.Confirm);
        var leave = await own.TokenAsync("one@example.org", TokenPurpose.Leave);
        var wrong = confirm[..^1] + (confirm[^1] == 'A' ? 'B' : 'A');
        var answers = new List<HttpResponseMessage>
        {
            await own.Http.GetAsync($"/confirm/{confirm}"), await own.Http.PostAsync($"/confirm/{confirm}", null), await own.Http.PostAsync($"/confirm/{confirm}", null),
            await own.Http.GetAsync($"/preferences/{await own.TokenAsync("one@example.org", TokenPurpose.Preferences)}"), await own.Http.GetAsync($"/unsubscribe/{leave}"), await own.Http.PostAsync($"/unsubscribe/{leave}", null),
            await own.Http.GetAsync($"/preferences/{await own.TokenAsync("one@example.org", TokenPurpose.Preferences)}"),
            await own.Http.GetAsync($"/address/{await own.TokenAsync("one@example.org", TokenPurpose.Address)}"),
            await own.Http.GetAsync($"/undo/{await own.TokenAsync("one@example.org", TokenPurpose.Undo)}"),
            await own.Http.GetAsync($"/never/{await own.TokenAsync("one@example.org", TokenPurpose.Never)}"),
            await own.Http.GetAsync($"/confirm/{confirm}"), await own.Http.GetAsync($"/confirm/{wrong}"), await own.Http.GetAsync($"/confirm/{leave}?token={confirm}"),
        };

        foreach (var answer in answers)
        {
            var page = await answer.PageAsync();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(answer.Header("Referrer-Policy"), Is.EqualTo("no-referrer"));
                Assert.That(answer.Header("Cache-Control"), Is.EqualTo("no-store"));
                Assert.That(answer.Header("X-Robots-Tag"), Is.EqualTo("noindex"));
                Assert.That(answer.Header("Set-Cookie"), Is.Null);
                Assert.That(page.QuerySelectorAll("[src], link, script, iframe, [href^=http]"), Is.Empty);
            }
        }
        Assert.That(own.Log.Lines, Has.Some.Contains("/confirm/{token}").And.Some.Contains("/unsubscribe/{token}"));
        Assert.That(own.Log.Lines, Has.None.Contains(confirm).And.None.Contains(leave).And.None.Contains(wrong).And.None.Contains("one@example.org"));
    }

    private async Task<string> FingerprintAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(site.Address + path.TrimStart('/'), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        return await (await site.Http.SendAsync(request)).FingerprintAsync();
    }

    private static byte[] Bytes(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token);

    private static string Home(TokenPurpose purpose) => purpose switch
    {
        TokenPurpose.Confirm => "/confirm/",
        TokenPurpose.Leave => "/unsubscribe/",
        TokenPurpose.Preferences => "/preferences/",
        TokenPurpose.Never => "/never/",
        TokenPurpose.Address => "/address/",
        TokenPurpose.Undo => "/undo/",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "A purpose without a page."),
    };
}
