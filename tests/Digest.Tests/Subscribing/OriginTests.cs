using System.Net;

namespace Digest.Tests.Subscribing;

/// <summary>Where a form came from, as evidence, and where it may lead.</summary>
[OnBothDatabases]
internal sealed class OriginTests
{
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Subscribing:NextOrigins:0"] = "https://www.site.example",
        ["Newsletters:0:Form:Consent"] = "I want the oxide.",
    });

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task The_consent_row_keeps_what_was_shown_and_a_truncated_client()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/subscribe")
        {
            Content = new FormUrlEncodedContent([new("email", "proof@example.org")]),
            Headers = { { "Referer", "https://www.site.example/news/today?session=secret#top" } },
        };
        await site.Http.SendAsync(request);

        var hash = Convert.ToHexString((await site.RowAsync("proof@example.org"))!.AddressHash);
        var (act, way, wording, page, client) = await site.QueryAsync<(string, string, string, string, string)>(
            $"select act, way, wording, page, client from consent where {TestDatabase.Hex("address_hash")} = '{hash}'");
        Assert.That((act, way, wording, page, client), Is.EqualTo(
            ("requested", "form", "I want the oxide.", "https://www.site.example/news/today", "127.0.0.0/24")));
    }

    [TestCase("https://evil.example/", null)]
    [TestCase("https://www.site.example/", "same-origin")]
    public async Task The_page_of_a_stranger_is_no_evidence(string referer, string? fetchSite)
    {
        var email = $"ref{referer.Length}@example.org";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/subscribe") { Content = new FormUrlEncodedContent([new("email", email)]) };
        if (fetchSite is null) request.Headers.Add("Referer", referer);
        else request.Headers.Add("Sec-Fetch-Site", fetchSite);
        await site.Http.SendAsync(request);

        var id = (await site.RowAsync(email))!.PublicId;
        var page = await site.QueryAsync<string?>($"select page from consent where {TestDatabase.Hex("subscription")} = '{Convert.ToHexString(id.ToBytes())}'");
        Assert.That(page, Is.EqualTo(fetchSite is null ? null : "http://localhost:5080/"));
    }

    [TestCase("https://www.site.example/thanks?a=1", "https://www.site.example/thanks?a=1")]
    [TestCase("http://localhost:5080/archive", "http://localhost:5080/archive")]
    [TestCase("/archive", "http://localhost:5080/archive")]
    public async Task An_allowed_next_is_followed(string next, string expected)
    {
        var answer = await site.SignUpAsync("next@example.org", ("next", next));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo(expected));
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/")]
    [TestCase("/\\evil.example/")]
    [TestCase("\\\\evil.example/")]
    [TestCase("https://www.site.example@evil.example/")]
    [TestCase("https://user@www.site.example/")]
    [TestCase("https://www.site.example.evil.example/")]
    [TestCase("https://www.site.example:8443/")]
    [TestCase("http://www.site.example/")]
    [TestCase("https://www.site.example\\@evil.example/")]
    [TestCase("javascript:alert(1)//https://www.site.example/")]
    [TestCase("/\t/evil.example/")]
    [TestCase("/ok\r\nSet-Cookie: a=b")]
    [TestCase("https:evil.example")]
    [TestCase("archive")]
    public async Task No_other_next_leads_anywhere(string next)
    {
        var answer = await site.SignUpAsync("next@example.org", ("next", next));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.Location, Is.Null);
    }
}
