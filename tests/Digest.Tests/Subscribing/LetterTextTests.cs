using Digest.Delivering.Letters;
using Digest.Tests.Delivering;

namespace Digest.Tests.Subscribing;

/// <summary>What the letters of a sign-up say, to whom.</summary>
[OnBothDatabases]
internal sealed class LetterTextTests
{
    [Test]
    public async Task T09_No_letter_holds_what_a_visitor_typed_but_the_address([Values("WIN MONEY http://evil.example", "Win <b>money</b>", "www.evil.example WIN")] string name)
    {
        await using var shop = await Workshop.OpenAsync();
        await SlowLaneTests.SignUpAsync(shop, "ann@example.org", name);
        var text = await WriteAsync(shop, Letter.Confirm);
        await shop.ExecuteAsync("update subscription set status = 'active'");
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await SlowLaneTests.SignUpAsync(shop, "ann@example.org", name);
        var again = await WriteAsync(shop, Letter.Already);

        foreach (var part in (string?[])[text.Subject, text.Text, text.Html, text.FromName, again.Subject, again.Text, again.Html])
            Assert.That(part, Does.Not.Contain("win").IgnoreCase.And.Not.Contain("evil"));
        Assert.That(text.Text, Does.Contain("ann@example.org"));
    }

    [TestCase("WIN MONEY http://evil.example", "")]
    [TestCase("Ann www.evil.example", "")]
    [TestCase("Ann\r\nMiner\u202e", "Ann Miner")]
    [TestCase("Ann Miner-O'Neil (the 2nd)", "Ann Miner-O'Neil (the 2nd)")]
    public void T09_A_name_with_a_link_is_none(string typed, string kept) => Assert.That(Digest.Subscribing.ReaderText.TypedName(typed), Is.EqualTo(kept));

    [Test]
    public async Task Who_reads_already_is_told_so_once_a_day_with_the_way_out()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        for (var i = 0; i < 3; i++) await SlowLaneTests.SignUpAsync(shop, "r1@readers.example");
        Assert.That(await shop.CountAsync("select count(*) from letter"), Is.EqualTo(1));
        var text = await WriteAsync(shop, Letter.Already);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Subject, Is.EqualTo("You read The Daily Oxide already"));
            Assert.That(text.Text, Does.Contain("http://localhost:5080/unsubscribe/").And.Contain("http://localhost:5080/preferences/"));
            Assert.That(text.Html, Does.Contain("http://localhost:5080/unsubscribe/").And.Contain("http://localhost:5080/preferences/"));
            Assert.That(await shop.CountAsync("select count(*) from subscription where status = 'active'"), Is.EqualTo(1));
        }
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await SlowLaneTests.SignUpAsync(shop, "r1@readers.example");
        Assert.That(await shop.CountAsync("select count(*) from letter"), Is.EqualTo(2));
    }

    [Test]
    public async Task Who_left_meanwhile_is_not_told_that_they_read()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await SlowLaneTests.SignUpAsync(shop, "r1@readers.example");
        await shop.ExecuteAsync("update subscription set status = 'unsubscribed'");
        var letter = (await shop.Get<LetterStore>().TakeAsync(100, [], default)).Single();
        Assert.That(await shop.Get<LetterWriter>().WriteAsync(letter, default), Is.Null);
    }

    [Test]
    public async Task Answers_go_where_the_newsletter_says()
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:ReplyTo", "editor@oxide.example"));
        await SlowLaneTests.SignUpAsync(shop, "ann@x.example");
        var letter = (await shop.Get<LetterStore>().TakeAsync(100, [], default)).Single();
        using var mail = new MemoryStream(LetterMail.Make(letter, (await shop.Get<LetterWriter>().WriteAsync(letter, default))!).Bytes.ToArray());
        Assert.That((await MimeKit.MimeMessage.LoadAsync(mail)).ReplyTo.ToString(), Is.EqualTo("editor@oxide.example"));
    }

    [TestCase("true"), TestCase("false")]
    public async Task Who_moved_away_is_led_to_the_form_where_there_is_one(string isPrivate)
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:Private", isPrivate));
        var reader = (await shop.ReadersAsync(1))[0];
        await shop.Writer.WriteAsync((c, t) => shop.Get<LetterStore>().AddAsync(c, t, Letter.Moved, reader));
        var text = await WriteAsync(shop, Letter.Moved);

        foreach (var part in (string[])[text.Text, text.Html!])
            Assert.That(part.Contains("http://localhost:5080", StringComparison.Ordinal), Is.EqualTo(isPrivate == "false"), part);
        Assert.That(text.Html, Does.Not.Contain("href=\"\""));
    }

    private static async Task<LetterText> WriteAsync(Workshop shop, string kind) =>
        (await shop.Get<LetterWriter>().WriteAsync((await shop.Get<LetterStore>().TakeAsync(100, [], default)).Last(l => l.Kind == kind), default))!;
}
