using System.Net;
using System.Net.Http.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Digest.Tests.Subscribing.Forms;

/// <summary>A publisher moves here by changing one <c>action</c>: the forms of other products work as they are.</summary>
[OnBothDatabases]
internal sealed class ForeignFormTests
{
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Newsletters:0:Sources:0:Url"] = "https://news.example/feed.xml",
        ["Newsletters:0:Sources:0:Topic"] = "Mines",
        ["Newsletters:0:Sources:1:Url"] = "https://news.example/other.xml",
        ["Newsletters:0:Sources:1:Topic"] = "Prices, daily",
        ["Newsletters:1:Slug"] = "magnets",
        ["Newsletters:2:Slug"] = "secret",
        ["Newsletters:2:Private"] = "true",
    });

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    [TestCase(ForeignForms.Mailchimp, "EMAIL", "Ann Miner", TestName = "A_form_of_Mailchimp_signs_up")]
    [TestCase(ForeignForms.Buttondown, "email", "", "Mines", TestName = "A_form_of_Buttondown_signs_up")]
    [TestCase(ForeignForms.Listmonk, "email", "Ann Miner", TestName = "A_form_of_listmonk_signs_up")]
    [TestCase(ForeignForms.Kit, "email_address", "Ann", TestName = "A_form_of_Kit_signs_up")]
    [TestCase(ForeignForms.MailerLite, "fields[email]", "Ann Miner", TestName = "A_form_of_MailerLite_signs_up")]
    public async Task A_form_signs_up(string html, string emailField, string name, string topics = "")
    {
        var email = $"ann{html.Length}@example.org";
        var answer = await PostAsync(html, emailField, email);

        var row = (await site.RowAsync(email))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(row.Status, Is.EqualTo("pending"));
            Assert.That(row.Name, Is.EqualTo(name));
            Assert.That(row.Topics, Is.EqualTo(topics));
        }
    }

    [TestCase(ForeignForms.Mailchimp, "EMAIL", "b_6f0a3f3b1e4d5c2a7b8c9d0e1_a1b2c3d4e5", TestName = "T04_The_trap_of_Mailchimp_is_one_here")]
    [TestCase(ForeignForms.Listmonk, "email", "nonce", TestName = "T04_The_trap_of_listmonk_is_one_here")]
    public async Task T04_A_foreign_trap(string html, string emailField, string trap)
    {
        var email = $"trapped.{trap.Length}@example.org";
        var answer = await PostAsync(html, emailField, email, (trap, "http://spam.example"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.RowAsync(email), Is.Null);
    }

    [TestCase("/subscribe", "l", "magnets", "magnets")]
    [TestCase("/subscribe?newsletter=magnets", "x", "1", "magnets")]
    [TestCase("/subscribe?newsletter=magnets", "newsletter", "oxide", "oxide")]
    [TestCase("/subscribe", "l", "secret", "oxide")]
    public async Task A_list_counts_where_it_names_a_newsletter_and_so_does_the_address_of_the_form(string action, string field, string value, string slug)
    {
        var email = $"list{action.Length}{field}{value}@example.org";
        await site.Http.PostAsync(action, new FormUrlEncodedContent([new("email", email), new(field, value)]));

        Assert.That(await site.RowAsync(email, slug), Is.Not.Null);
        Assert.That(await site.CountAsync($"select count(*) from subscription s join subscriber p on p.id = s.subscriber where p.email = '{email}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task T10_Two_names_of_one_field_may_say_the_same_and_nothing_else()
    {
        var same = await site.SignUpAsync("two@example.org", ("EMAIL", "two@example.org"), ("FNAME", "Ann"), ("name", "Ann"));
        var other = await site.SignUpAsync("two@example.org", ("EMAIL", "three@example.org"));

        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((int)other.StatusCode, Is.EqualTo(422));
        Assert.That(await site.RowAsync("three@example.org"), Is.Null);
    }

    [Test]
    public async Task Topics_are_those_that_the_newsletter_has()
    {
        await site.Http.PostAsJsonAsync("/subscribe", new { email = "topics@example.org", topics = new[] { "mines", "Prices, daily", "Nothing" } });
        await site.SignUpAsync("commas@example.org", ("topics", "Nothing, Mines"));
        await site.SignUpAsync("repeated@example.org", ("topics", "Prices, daily"), ("topics", "Mines"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await site.RowAsync("topics@example.org"))!.Topics, Is.EqualTo("Mines\nPrices, daily"));
            Assert.That((await site.RowAsync("commas@example.org"))!.Topics, Is.EqualTo("Mines"));
            Assert.That((await site.RowAsync("repeated@example.org"))!.Topics, Is.EqualTo("Mines\nPrices, daily"));
        }
    }

    // Sent as a browser does: every field with its value, boxes that are ticked, without the fields that have no name.
    private async Task<HttpResponseMessage> PostAsync(string html, string emailField, string email, params (string Name, string Value)[] filled)
    {
        var form = (IHtmlFormElement)new HtmlParser().ParseDocument(html).QuerySelector("form")!;
        (string Name, string Value)[] typed = [.. filled, (emailField, email), ("FNAME", "Ann"), ("LNAME", "Miner"), ("name", "Ann Miner"), ("fields[first_name]", "Ann"), ("fields[name]", "Ann"), ("fields[last_name]", "Miner")];
        var fields = form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>().Where(i => i.Type != "checkbox" || i.IsChecked)
            .Select(i => KeyValuePair.Create(i.Name!, typed.FirstOrDefault(t => t.Name == i.Name, (Name: i.Name!, Value: i.Value)).Value)).ToList();
        Assert.That(fields, Has.Some.Matches<KeyValuePair<string, string>>(f => f.Value == email));
        return await site.Http.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(fields));
    }
}
