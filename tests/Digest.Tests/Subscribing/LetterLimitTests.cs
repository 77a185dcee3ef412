using System.Net;
using Digest.Readers;

namespace Digest.Tests.Subscribing;

/// <summary>How many letters and sign-ups one address, domain, client and hour may cause.</summary>
[OnBothDatabases]
internal sealed class LetterLimitTests
{
    [Test]
    public async Task T01_One_address_gets_one_letter_a_day_however_many_clients_ask()
    {
        await using var site = await TestSite.StartAsync(new()
        {
            ["TrustedProxies:0"] = "127.0.0.1",
            ["Subscribing:SignupsPerClientPerHour"] = "5",
        });
        var answers = new HashSet<string>();
        for (var i = 0; i < 200; i++) answers.Add(await (await FromAsync(site, $"198.51.{i / 100}.{i % 100}", i % 2 == 0 ? "one@example.org" : "ONE@Example.org")).FingerprintAsync());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers, Has.Count.EqualTo(1));
            Assert.That(await site.LettersAsync(), Is.EqualTo(1));
            Assert.That(await site.CountAsync("select count(*) from event where kind = 'letter_limited'"), Is.EqualTo(199));
            Assert.That(await site.CountAsync("select count(*) from event where data like '%@%'"), Is.Zero);
        }
    }

    [Test]
    public async Task T01_One_address_gets_three_letters_in_thirty_days_and_then_some_again()
    {
        await using var site = await TestSite.StartAsync();
        var letters = new List<long>();
        for (var day = 0; day < 40; day++)
        {
            await site.SignUpAsync("one@example.org");
            letters.Add(await site.LettersAsync());
            site.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(letters[2], Is.EqualTo(3));
        Assert.That(letters[29], Is.EqualTo(3));
        Assert.That(letters[^1], Is.EqualTo(6));
    }

    [Test]
    public async Task T01_One_person_gets_one_letter_a_day_over_all_newsletters()
    {
        await using var site = await TestSite.StartAsync(new() { ["Newsletters:1:Slug"] = "iron", ["Newsletters:2:Slug"] = "gold" });
        foreach (var slug in (string[])["oxide", "iron", "gold"]) (await site.SignUpAsync("one@example.org", ("newsletter", slug))).EnsureSuccessStatusCode();
        Assert.That(await site.LettersAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_confirms_gets_the_letters_of_what_else_they_asked_for_that_day()
    {
        await using var site = await TestSite.StartAsync(new() { ["Newsletters:1:Slug"] = "iron", ["Newsletters:2:Slug"] = "gold", ["Newsletters:3:Slug"] = "lead" });
        foreach (var slug in (string[])["oxide", "iron", "gold", "lead"]) await site.SignUpAsync("one@example.org", ("newsletter", slug));
        Assert.That(await site.LettersAsync(), Is.EqualTo(1));

        await site.Http.PostAsync($"/confirm/{await site.TokenAsync("one@example.org", TokenPurpose.Confirm)}", null);
        Assert.That(await site.LettersAsync(), Is.EqualTo(3), "of thirty days");
        Assert.That(await site.CountAsync("select count(distinct newsletter) from letter where kind = 'confirm'"), Is.EqualTo(3));
    }

    [Test]
    public async Task Who_reads_one_newsletter_gets_the_letter_of_another_on_the_same_day()
    {
        await using var site = await TestSite.StartAsync(new() { ["Newsletters:1:Slug"] = "iron" });
        await site.SignUpAsync("one@example.org", ("newsletter", "oxide"));
        await site.Http.PostAsync($"/confirm/{await site.TokenAsync("one@example.org", TokenPurpose.Confirm)}", null);
        for (var i = 0; i < 3; i++) await site.SignUpAsync("one@example.org", ("newsletter", "iron"));
        for (var i = 0; i < 3; i++) await site.SignUpAsync("one@example.org", ("newsletter", "oxide"));

        Assert.That(await site.QueryAsync<string>("select kind from letter order by id desc limit 1"), Is.EqualTo("confirm"));
        Assert.That(await site.LettersAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task T05_Every_way_to_write_an_address_counts_as_one()
    {
        await using var site = await TestSite.StartAsync();
        string[] ways = ["One@m\u00fcller.example", "one@xn--mller-kva.example", " ONE@M\u00dcLLER.EXAMPLE ", "one@mu\u0308ller.example"];
        foreach (var way in ways) Assert.That((await site.SignUpAsync(way)).StatusCode, Is.EqualTo(HttpStatusCode.OK), way);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await site.LettersAsync(), Is.EqualTo(1));
            Assert.That(await site.QueryAsync<string>("select email from subscriber"), Is.EqualTo("One@xn--mller-kva.example"));
        }
    }

    [Test]
    public async Task T05_The_tricks_of_a_provider_count_as_one_person_and_are_kept_as_typed()
    {
        await using var site = await TestSite.StartAsync();
        string[] ways = ["a.b+1@gmail.com", "ab@gmail.com", "AB@GMAIL.COM", "A.B@googlemail.com"];
        foreach (var way in ways) Assert.That((await site.SignUpAsync(way)).StatusCode, Is.EqualTo(HttpStatusCode.OK), way);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await site.LettersAsync(), Is.EqualTo(1));
            Assert.That((await site.RowAsync("a.b+1@gmail.com"))!.Email, Is.EqualTo("a.b+1@gmail.com"));
            Assert.That(await site.CountAsync("select count(*) from subscriber"), Is.EqualTo(3), "ab and AB are one person, to whom nothing was sent");
        }
    }

    [Test]
    public async Task The_link_of_the_last_letter_stays_good_when_no_further_one_is_sent()
    {
        await using var site = await TestSite.StartAsync();
        await site.SignUpAsync("one@example.org");
        var token = await site.TokenAsync("one@example.org", TokenPurpose.Confirm);
        site.Clock.Advance(TimeSpan.FromHours(2));
        await site.SignUpAsync("one@example.org");

        Assert.That((await site.Http.PostAsync($"/confirm/{token}", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("active"));
    }

    [TestCase("203.0.113.{0}", false)]
    [TestCase("203.0.113.7", true)]
    [TestCase("2001:db8:1:2::{0:x}", true)]
    [TestCase("2001:db8:1:{0:x}::1", false)]
    public async Task T02_One_client_may_sign_up_five_times_an_hour(string client, bool isOne)
    {
        await using var site = await TestSite.StartAsync(new()
        {
            ["TrustedProxies:0"] = "127.0.0.0/8",
            ["Subscribing:SignupsPerClientPerHour"] = "5",
        });
        var statuses = new List<int>();
        HttpResponseMessage? last = null;
        for (var i = 1; i <= 8; i++)
        {
            last = await FromAsync(site, string.Format(null, client, i), $"r{i}@example.org");
            statuses.Add((int)last.StatusCode);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(statuses.Count(s => s == 200), Is.EqualTo(isOne ? 5 : 8));
            Assert.That(statuses.Count(s => s == 429), Is.EqualTo(isOne ? 3 : 0));
            Assert.That(await site.LettersAsync(), Is.EqualTo(isOne ? 5 : 8));
            if (isOne) Assert.That(int.Parse(last!.Header("Retry-After")!, null), Is.InRange(60, 3600));
            Assert.That((await site.Http.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "only the form is limited");
        }
    }

    [Test]
    public async Task T02_One_client_may_sign_up_so_often_a_day()
    {
        await using var site = await TestSite.StartAsync(new() { ["Subscribing:SignupsPerClientPerDay"] = "3" });
        for (var i = 0; i < 3; i++) await site.SignUpAsync($"r{i}@example.org");
        var answer = await site.SignUpAsync("r3@example.org");

        Assert.That((int)answer.StatusCode, Is.EqualTo(429));
        Assert.That(int.Parse(answer.Header("Retry-After")!, null), Is.GreaterThan(3600));
    }

    [Test]
    public async Task T02_A_mistyped_address_uses_up_no_sign_up_and_a_flood_of_them_is_stopped()
    {
        await using var site = await TestSite.StartAsync(new() { ["Subscribing:SignupsPerClientPerHour"] = "2" });
        for (var i = 0; i < 10; i++) Assert.That((int)(await site.SignUpAsync("no address")).StatusCode, Is.EqualTo(422));
        Assert.That((await site.SignUpAsync("ann@example.org")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++) statuses.Add((int)(await site.SignUpAsync("no address")).StatusCode);

        Assert.That(statuses[0], Is.EqualTo(422));
        Assert.That(statuses[^1], Is.EqualTo(429));
    }

    [Test]
    public async Task What_a_stranger_says_of_his_address_does_not_count()
    {
        await using var site = await TestSite.StartAsync(new() { ["Subscribing:SignupsPerClientPerHour"] = "2" });
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++) statuses.Add((int)(await FromAsync(site, $"198.51.100.{i}", $"r{i}@example.org")).StatusCode);

        Assert.That(statuses, Is.EqualTo(new[] { 200, 200, 429, 429 }));
        Assert.That(site.Log.Lines, Has.One.Contains("Digest:TrustedProxies"));
    }

    private static Task<HttpResponseMessage> FromAsync(TestSite site, string client, string email) =>
        site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/subscribe")
        {
            Content = new FormUrlEncodedContent([new("email", email)]),
            Headers = { { "X-Forwarded-For", client } },
        });
}
