using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>A release over a relay as people have one: Postfix, encrypted, with the certificate of an authority of their own.</summary>
internal sealed class PostfixWalkTests
{
    private const int Readers = 300;
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Postfix_has_one_mail_for_each_reader_in_its_mailbox()
    {
        using var relay = await PostfixServer.StartAsync();
        await using var room = await Newsroom.OpenAsync(smtp: false);
        relay.RelayFor(room.Settings);
        await room.ImportAsync(Readers);

        var sent = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(sent.Out, Does.Contain($"{Readers} sent"));
        await relay.WaitForMailsAsync(Readers, Soon);
        var mails = relay.Mails;
        Assert.That(Promise.Check(mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That(mails.Select(m => m.Read().HtmlBody), Has.All.Contain(room.Site.Origin));
    }
}
