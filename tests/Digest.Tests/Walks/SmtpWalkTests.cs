
namespace Digest.Tests.Walks;

/// <summary>From a feed to an inbox and out again, over a real SMTP socket, with the program as its operator runs it.</summary>
public sealed class SmtpWalkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Test]
    public async Task A_reader_signs_up_gets_the_digest_and_leaves_while_a_server_and_commands_share_one_folder()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await using var server = await room.ServeAsync();
        using var browser = new HttpClient { BaseAddress = new Uri(room.Address) };

        using var form = new FormUrlEncodedContent([new("email", "ann@readers.example")]);
        Assert.That((await browser.PostAsync("/subscribe", form)).IsSuccessStatusCode);
        await room.Relay.WaitForMailsAsync(1, Soon);
        var letter = room.Relay.Mails[0];
        var confirm = Newsroom.Link(letter.Read().TextBody!, "confirm");
        Assert.That((await browser.GetAsync(confirm)).IsSuccessStatusCode);
        Assert.That((await browser.PostAsync(confirm, null)).IsSuccessStatusCode);

        var sent = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(sent.Out, Does.Contain("1 sent"));
        await room.Relay.WaitForMailsAsync(2, Soon);
        var digest = room.Relay.Mails[1];
        Assert.Multiple(() =>
        {
            Assert.That(digest.To, Is.EqualTo(new[] { "ann@readers.example" }));
            Assert.That(digest.From, Is.EqualTo("news@oxide.example"));
            Assert.That(digest.Read().HtmlBody, Does.Contain(room.Site.Origin));
        });

        var leave = digest.Read().Headers["List-Unsubscribe"]!.Trim('<', '>', ' ');
        using var oneClick = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        var left = await browser.PostAsync(leave, oneClick);
        Assert.That((int)left.StatusCode, Is.EqualTo(200));
        room.Publish(1);
        var after = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(after.Out, Does.Contain(" 0 sent"));
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Send_alone_collects_cuts_mails_and_says_so_and_a_repetition_mails_nothing()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.DoAsync("subscribers", "add", Newsroom.Slug, "ann@readers.example", "--status", "active");

        var first = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(first.Out, Does.Contain("1 sent"));
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(1));
        Assert.That(room.Relay.Mails[0].To, Is.EqualTo(new[] { "ann@readers.example" }));

        var again = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(again.Out, Does.StartWith("Nothing new"));
        await room.DoAsync("collect");
        await room.DoAsync("collect");
        var third = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(third.Out, Does.StartWith("Nothing new"));
        await using (await room.ServeAsync())
        {
            await room.DoAsync("collect");
            Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.StartWith("Nothing new"));
        }
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(1));
        var report = await room.ReportAsync();
        Assert.That((report.State, report.Total, report.Sent), Is.EqualTo(("finished", 1, 1)));
    }

    [Test]
    public async Task A_thousand_imported_readers_get_one_mail_each_and_the_report_adds_up()
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(1000);
        await room.DoAsync("send", Newsroom.Slug);

        var recipients = room.Relay.Mails.Select(m => m.To.Single()).ToList();
        Assert.That(recipients, Is.EquivalentTo(Enumerable.Range(1, 1000).Select(Newsroom.Reader)));
        var report = await room.ReportAsync();
        Assert.That(report.AddsUp && report is { Total: 1000, Sent: 1000, State: "finished" }, Is.True, report.ToString());
    }

    [Test]
    public async Task A_test_copy_goes_to_one_address_and_records_nothing()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.DoAsync("subscribers", "add", Newsroom.Slug, "ann@readers.example", "--status", "active");
        await room.DoAsync("send", Newsroom.Slug, "--to", "editor@oxide.example");
        var copy = room.Relay.Mails.Single();
        Assert.That(copy.To, Is.EqualTo(new[] { "editor@oxide.example" }));
        Assert.That(copy.Subject, Does.StartWith("[Test]"));
        Assert.That(copy.Read().HtmlBody, Does.Not.Contain("/unsubscribe/"));
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain("1 sent"), "the articles still wait for the real edition");
    }
}
