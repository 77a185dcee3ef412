using System.Net;
using Dapper;
using Digest.Delivering;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Erasing;

namespace Digest.Tests.Subscribing.Choosing;

/// <summary>A reader moves to another address: confirmed there, told here.</summary>
[OnBothDatabases]
internal sealed class AddressTests
{
    private const string Old = "old@example.org";
    private const string New = "new@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start()
    {
        site = await TestSite.StartAsync(new() { ["Newsletters:0:Weekly"] = "Monday" });
        await site.ReaderAsync(Old);
        site.Clock.Advance(TimeSpan.FromDays(2));
    }

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    private async Task<HttpResponseMessage> AskAsync(string to = New) => await site.Http.PostAsync(
        $"/preferences/{await site.TokenAsync(Old, TokenPurpose.Preferences)}", new FormUrlEncodedContent([new("action", "move"), new("email", to)]));

    /// <summary>The link of the newest letter to a new address, as the letter writes it.</summary>
    private async Task<string> LinkAsync(string to = New)
    {
        var row = (await site.RowAsync(Old))!;
        var at = await site.QueryAsync<DateTimeOffset>("select created_at from letter where kind = 'move' order by id desc limit 1");
        var tokens = site.Get<Tokens>();
        return "/address/" + tokens.Write(new Token(
            TokenPurpose.Address, tokens.CurrentKey, at, row.PublicId, (await site.NewsletterAsync()).PublicId, site.Get<AddressHasher>().Hash(MailAddress.Parse(to)!)));
    }

    private async Task<string> StateAsync() => string.Join(", ", (await site.Get<Database>().OpenAsync()).Query<string>(
        "select p.email || ' ' || s.status from subscription s join subscriber p on p.id = s.subscriber order by p.email"));

    [Test]
    public async Task It_moves_only_by_the_button_of_the_letter_to_the_new_address_and_the_old_one_is_told()
    {
        var before = (await site.RowAsync(Old))!;
        await AskAsync();
        var link = await LinkAsync();
        var shown = await site.Http.GetAsync(link);
        Assert.That(await StateAsync(), Is.EqualTo($"{Old} active"));
        var moved = await site.Http.PostAsync(link, null);
        var again = await site.Http.PostAsync(link, null);
        var row = (await site.RowAsync(New))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((shown.StatusCode, moved.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That(await StateAsync(), Is.EqualTo($"{New} active"));
            Assert.That((row.Id, row.PublicId, row.ConfirmedAt), Is.EqualTo((before.Id, before.PublicId, before.ConfirmedAt)), "its row, its ledger and its links go along");
            Assert.That(await site.QueryAsync<string>("select address from letter where kind = 'moved'"), Is.EqualTo(Old));
            Assert.That(await site.CountAsync("select count(*) from letter where kind = 'moved'"), Is.EqualTo(1));
            Assert.That(await site.CountAsync($"select count(*) from suppression where reason = 'left' and {TestDatabase.Hex("address_hash")} = '{Convert.ToHexString(before.AddressHash)}'"), Is.EqualTo(1), "no import brings the old address back");
        }
    }

    [Test]
    public async Task Links_of_old_mails_still_leave_but_change_nothing_else()
    {
        var leave = await site.TokenAsync(Old, TokenPurpose.Leave);
        var preferences = await site.TokenAsync(Old, TokenPurpose.Preferences);
        await AskAsync();
        await site.Http.PostAsync(await LinkAsync(), null);

        Assert.That((await site.Http.GetAsync($"/preferences/{preferences}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await (await site.Http.GetAsync($"/unsubscribe/{leave}")).PageAsync()).QuerySelectorAll("input[name=instead]"), Is.Empty);
        var goodbye = await site.Http.PostAsync($"/unsubscribe/{leave}", null);
        Assert.That(await StateAsync(), Is.EqualTo($"{New} unsubscribed"));
        Assert.That((await goodbye.PageAsync()).QuerySelectorAll("form"), Is.Empty);
    }

    [TestCase("active", "daily"), TestCase("pending", "weekly"), TestCase("unsubscribed", "weekly")]
    public async Task Where_the_new_address_has_a_subscription_that_one_goes_on_and_all_links_leave_it(string status, string cadence)
    {
        await site.ReaderAsync(New);
        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("update subscription set status = @status where id = 2", new { status }, t));
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync(Old, TokenPurpose.Leave)}", new FormUrlEncodedContent([new("instead", "weekly")]));
        var leave = await site.TokenAsync(Old, TokenPurpose.Leave);
        var answer = await AskAsync();
        var link = await LinkAsync();
        await site.Http.PostAsync(link, null);
        var again = await site.Http.PostAsync(link, null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StateAsync(), Is.EqualTo($"{New} active, {Old} unsubscribed"));
        Assert.That((await site.RowAsync(New))!.Cadence, Is.EqualTo(cadence), "who read it there keeps what they chose there");
        await site.Http.PostAsync($"/unsubscribe/{leave}", null);
        Assert.That(await StateAsync(), Is.EqualTo($"{New} unsubscribed, {Old} unsubscribed"));
    }

    [TestCase("deferred", New), TestCase("in_doubt", Old), TestCase("sent", Old)]
    public async Task A_mail_that_the_old_address_put_off_goes_to_the_new_one_and_what_it_may_have_stays(string state, string goesTo)
    {
        var edition = await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story());
        var row = (await site.RowAsync(Old))!;
        var newsletter = await site.NewsletterAsync();
        await site.Get<Writer>().WriteAsync(async (c, t) =>
        {
            await site.Get<Welcome>().PlanAsync(c, t, newsletter, row);
            Assert.That(await c.ExecuteAsync("update delivery set state = @state, address = @old where edition = @id", new { state, old = Old, id = edition.Id }, t), Is.EqualTo(1));
        });
        await AskAsync();
        await site.Http.PostAsync(await LinkAsync(), null);

        Assert.That(await site.QueryAsync<string>("select coalesce(d.address, p.email) from delivery d join subscription s on s.id = d.subscription join subscriber p on p.id = s.subscriber"),
            Is.EqualTo(goesTo), "as the next claim has it");
    }

    [Test]
    public async Task Where_the_new_address_was_erased_it_is_known_again()
    {
        await site.ReaderAsync(New);
        await site.Get<Erasure>().EraseAsync(MailAddress.Parse(New)!, "cli", default);
        await AskAsync();
        await site.Http.PostAsync(await LinkAsync(), null);

        Assert.That(await StateAsync(), Is.EqualTo($"{New} active, {Old} unsubscribed"));
        Assert.That(await site.CountAsync("select count(*) from subscriber where erased_at is not null"), Is.Zero);
    }

    [Test]
    public async Task T24_A_suppressed_address_comes_back_only_by_its_own_button_and_never_means_never()
    {
        var hash = site.Get<AddressHasher>().Hash(MailAddress.Parse(New)!);
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Suppressions>().AddAsync(c, t, hash, Suppressions.All, SuppressionReason.Complained));
        await AskAsync();
        Assert.That(await site.CountAsync("select count(*) from suppression where newsletter = 0"), Is.EqualTo(1));
        await site.Http.PostAsync(await LinkAsync(), null);
        Assert.That(await site.CountAsync("select count(*) from suppression where newsletter = 0"), Is.Zero);
        Assert.That(await site.StatusAsync(New), Is.EqualTo("active"));
    }

    [Test]
    public async Task T06_The_answer_is_the_same_for_every_address_and_within_and_beyond_the_limits()
    {
        await site.ReaderAsync("known@example.org");
        var never = site.Get<AddressHasher>().Hash(MailAddress.Parse("never@example.org")!);
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Suppressions>().AddAsync(c, t, never, Suppressions.All, SuppressionReason.Never));
        var answers = new HashSet<string>();
        foreach (var to in (string[])["unknown@example.org", "known@example.org", "never@example.org", Old, "unknown@example.org", "x1@example.org", "x2@example.org", "x3@example.org"])
            answers.Add(await (await AskAsync(to)).FingerprintAsync());

        Assert.That(answers, Has.Count.EqualTo(1));
        Assert.That((await site.Get<Database>().OpenAsync()).Query<string>("select address from letter where kind = 'move' order by id"),
            Is.EqualTo(["unknown@example.org", "known@example.org", "x1@example.org"]), "three a day, one for each address");
    }

    [Test]
    public async Task T15_A_link_that_is_old_or_followed_by_another_one_moves_nothing()
    {
        await AskAsync("first@example.org");
        var first = await LinkAsync("first@example.org");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync();
        var second = await LinkAsync();
        Assert.That((await site.Http.PostAsync(first, null)).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        site.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        Assert.That((await site.Http.PostAsync(second, null)).StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(await StateAsync(), Is.EqualTo($"{Old} active"));
    }

    [Test]
    public async Task Who_has_left_meanwhile_is_not_moved()
    {
        await AskAsync();
        var link = await LinkAsync();
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync(Old, TokenPurpose.Leave)}", null);
        await site.Http.PostAsync(link, null);
        Assert.That(await StateAsync(), Is.EqualTo($"{Old} unsubscribed"));
    }

    [Test]
    public async Task A_letter_that_was_asked_for_before_the_move_gives_the_old_address_no_key_to_the_new_one()
    {
        await site.SignUpAsync(Old);
        var row = (await site.RowAsync(Old))!;
        var letter = await site.QueryAsync<Letter>("select id, public_id, kind, newsletter, subscription, address, data, tries, created_at, free_at from letter where kind = 'already'");
        Assert.That(await site.Make<LetterWriter>().WriteAsync(letter, default), Is.Not.Null);
        await AskAsync();
        await site.Http.PostAsync(await LinkAsync(), null);

        Assert.That(await site.Make<LetterWriter>().WriteAsync(letter, default), Is.Null);

        // Nor does the old address, when it bounces now, end what goes to the new one.
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Consents>().BounceAsync(c, t, row.Id, Old, "relay"));
        Assert.That(await StateAsync(), Is.EqualTo($"{New} active"));
        Assert.That(await site.CountAsync("select count(*) from suppression where newsletter = 0 and reason = 'bounced'"), Is.EqualTo(1));
        await site.Get<Writer>().WriteAsync((c, t) => site.Get<Consents>().BounceAsync(c, t, row.Id, New, "relay"));
        Assert.That(await StateAsync(), Is.EqualTo($"{New} bounced"));
    }

    [Test]
    public async Task Who_signed_up_again_at_the_old_address_and_leaves_by_an_old_link_has_left()
    {
        var leave = $"/unsubscribe/{await site.TokenAsync(Old, TokenPurpose.Leave)}";
        await AskAsync();
        await site.Http.PostAsync(await LinkAsync(), null);
        site.Clock.Advance(TimeSpan.FromDays(2));
        await site.ReaderAsync(Old);

        await site.Http.PostAsync(leave, null);

        Assert.That(await StateAsync(), Is.EqualTo($"{New} unsubscribed, {Old} unsubscribed"));
    }
}
