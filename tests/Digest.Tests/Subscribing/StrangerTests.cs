using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Digest.Readers;

namespace Digest.Tests.Subscribing;

/// <summary>What somebody else may do in a reader's name: nothing. And what forms of every make may send: nothing that faults.</summary>
[OnBothDatabases]
internal sealed class StrangerTests
{
    private const string Email = "one@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Subscribing:LettersPerAddressPerDay"] = "9",
        ["Subscribing:LettersPerAddressPer30Days"] = "9",
        ["Subscribing:NextOrigins:0"] = "https://xn--bcher-kva.example",
    });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task T21_No_form_changes_the_name_that_somebody_reads_by()
    {
        await site.ReaderAsync(Email);
        await site.SignUpAsync(Email, ("name", "Mr Stranger"), ("time_zone", "Pacific/Apia"));

        Assert.That(await site.QueryAsync<string>("select name from subscriber"), Is.Empty);
        Assert.That((await site.RowAsync(Email))!.TimeZone, Is.Null);
    }

    [Test]
    public async Task As_long_as_nobody_confirmed_the_newest_form_counts()
    {
        await site.SignUpAsync(Email, ("name", "Mr Stranger"), ("time_zone", "Pacific/Apia"), ("language", "ar"));
        await site.SignUpAsync(Email, ("name", "Ann"), ("time_zone", "Europe/Berlin"), ("language", "de"));

        var row = (await site.RowAsync(Email))!;
        Assert.That((row.Name, row.TimeZone, row.Language), Is.EqualTo(("Ann", "Europe/Berlin", "de")));
    }

    [Test]
    public async Task T24_Of_who_said_never_nothing_is_stored_whoever_asks()
    {
        await site.ReaderAsync(Email);
        var never = $"/never/{await site.TokenAsync(Email, TokenPurpose.Never)}";
        await site.Http.PostAsync($"/preferences/{await site.TokenAsync(Email, TokenPurpose.Preferences)}", Form(("action", "erase"), ("sure", "yes")));
        await site.Http.PostAsync(never, null);

        Assert.That((await site.SignUpAsync(Email, ("name", "Mr Stranger"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.CountAsync("select count(*) from subscriber where email <> '' or name <> ''"), Is.Zero);
        Assert.That(await site.CountAsync("select count(*) from letter where state = 'waiting'"), Is.Zero);
    }

    [Test]
    public async Task T17_An_address_that_begins_like_an_encoded_word_is_refused() =>
        Assert.That((await site.SignUpAsync("=?utf-8?q?=41?=@x.example")).StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));

    [TestCase("application/x-www-form-urlencoded; charset=utf-7", "email=a%40x.example", 415)]
    [TestCase("application/json", """{"email":"s@x.example","\ud800":"1"}""", 400)]
    public async Task T11_What_no_program_should_send_is_no_fault_of_ours(string type, string body, int status)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        Assert.That((int)(await site.Http.PostAsync("/subscribe", content)).StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task An_origin_of_any_script_is_gone_to_in_ascii()
    {
        var answer = await site.SignUpAsync(Email, ("next", "https://bücher.example/ök"));
        Assert.That((answer.StatusCode, answer.Headers.Location?.AbsoluteUri), Is.EqualTo((HttpStatusCode.SeeOther, "https://xn--bcher-kva.example/%C3%B6k")));
    }

    [TestCase("b_day", true)]
    [TestCase("b_0123456789abcdef01234567_89abcdef01", false)]
    public async Task T04_A_field_of_somebodys_own_is_no_trap(string field, bool taken)
    {
        await site.SignUpAsync(Email, (field, "12 May"));
        Assert.That(await site.CountAsync("select count(*) from subscription"), Is.EqualTo(taken ? 1 : 0));
    }

    [Test]
    public async Task An_empty_field_beside_a_filled_one_of_another_product_is_passed_over([Values("", "a@x.example")] string first)
    {
        var answer = await site.Http.PostAsync("/subscribe", Form(("email", first), ("EMAIL", first.Length > 0 ? "" : "a@x.example")));
        Assert.That((answer.StatusCode, await site.StatusAsync("a@x.example")), Is.EqualTo((HttpStatusCode.OK, "pending")));
    }

    [TestCase("digest_comment", "", true)]
    [TestCase("u", "1", false)]
    public async Task Evidence_says_where_it_is_not_known_what_a_form_showed(string field, string value, bool shown)
    {
        await site.SignUpAsync(Email, (field, value));

        Assert.That(await site.CountAsync("select count(*) from consent where detail like '%not known%'"), Is.EqualTo(shown ? 0 : 1));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
