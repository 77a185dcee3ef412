using Dapper;
using Digest.Composing;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.DependencyInjection;

namespace Digest.Tests.Delivering;

/// <summary>Return paths as a relay sees them, of an edition that goes out and of its copies.</summary>
internal sealed class ReturnPathSendingTests
{
    private const int Readers = 6;
    private static readonly (string, string) Read = ("Mail:Bounces:Directory", "returned");

    [Test]
    public async Task Every_mail_of_an_edition_has_a_sender_and_an_id_that_name_it_and_a_way_to_leave_that_names_the_subscription()
    {
        var (mails, paths, subscriptions) = await SendAsync(("Mail:Bounces:Domain", "bounce.oxide.example"), Read);
        Assert.That(mails.Select(m => paths.ReadSender(m.From)), Is.Unique.And.None.Null);
        foreach (var mail in mails)
        {
            var id = paths.ReadSender(mail.From);
            var ways = mail.Read().Headers["List-Unsubscribe"]!.Split(", ");
            Assert.That(paths.ReadMessageId(mail.MessageId!), Is.EqualTo(id));
            Assert.That(ways, Has.Length.EqualTo(2));
            Assert.That(ways[0], Does.StartWith("<http").And.EndWith(">").And.Contain("/unsubscribe/"));
            Assert.That(paths.ReadLeave(ways[1]["<mailto:".Length..^1]), Is.EqualTo(subscriptions[mail.To.Single()]));
        }
    }

    [Test]
    public async Task With_a_mailbox_only_all_mail_returns_there_and_a_subject_leaves()
    {
        var (mails, paths, subscriptions) = await SendAsync(("Mail:Bounces:Mailbox", "bounces@oxide.example"), Read);
        foreach (var mail in mails)
        {
            var leave = mail.Read().Headers["List-Unsubscribe"]!.Split(", ")[1];
            Assert.That(mail.From, Is.EqualTo("bounces@oxide.example"));
            Assert.That(leave, Does.StartWith("<mailto:bounces@oxide.example?subject=").And.EndWith(">"));
            Assert.That(paths.ReadLeaveSubject(leave[..^1]), Is.EqualTo(subscriptions[mail.To.Single()]));
        }
    }

    [Test]
    public async Task Without_settings_mail_returns_to_the_sender_and_still_proves_itself()
    {
        var (mails, paths, _) = await SendAsync();
        Assert.That(mails.Select(m => m.From), Is.All.EqualTo("news@oxide.example"));
        Assert.That(mails.Select(m => paths.ReadMessageId(m.MessageId!)), Is.Unique.And.None.Null);
        Assert.That(mails.Select(m => m.Read().Headers["List-Unsubscribe"]), Has.None.Contain("mailto:"));
    }

    [Test]
    public async Task A_letter_and_a_test_copy_return_to_the_domain_too()
    {
        using var folder = new TempFolder();
        await using var relay = SmtpSink.Start(new SinkOptions { KeepMails = true });
        await Works.PrepareAsync(folder.File("data"), 1);
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Bounces:Domain", "bounce.oxide.example"), ("Mail:OperatorAddress", "op@oxide.example"));
        await works.Get<OperatorEvents>().TellAsync(0, "once", "What", "Detail", "Next", default);
        await relay.WaitForMailsAsync(1, TimeSpan.FromMinutes(1));
        var paths = works.Get<ReturnPaths>();
        var letter = relay.Mails.Single();
        Assert.That(paths.ReadSender(letter.From), Is.Not.Null.And.EqualTo(paths.ReadMessageId(letter.MessageId!)));
        var facts = await works.Get<EditionStore>().FactsAsync(await works.Get<NewsletterStore>().GetAsync("oxide"), await works.EditionAsync(), default);
        await works.Get<TestCopy>().SendAsync(facts, "you@oxide.example", default);
        var copy = relay.Mails.Single(m => m.To.Single() == "you@oxide.example");
        Assert.That((copy.From, paths.ReadMessageId(copy.MessageId!)), Is.EqualTo(("b@bounce.oxide.example", (PublicId?)null)));
    }

    [Test]
    public async Task T60_What_a_variant_offers_stays_in_each_copy_when_the_settings_change()
    {
        await using var shop = await Workshop.OpenAsync(("Mail:Bounces:Domain", "bounce.oxide.example"), Read);
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        var first = await ProofAsync(shop.Get<ReturnPaths>());
        Assert.That(first, Does.Contain("@bounce.oxide.example>\r\n"));
        Assert.That(await ProofAsync(new ReturnPaths(shop.Get<Digest.Storage.Keys.KeyRing>(), new BounceOptions())), Is.EqualTo(first));

        async Task<string> ProofAsync(ReturnPaths paths)
        {
            var proofs = ActivatorUtilities.CreateInstance<MailProofs>(shop.Get<IServiceProvider>(), paths);
            return System.Text.Encoding.ASCII.GetString((await proofs.OfAsync(edition, MailAddress.Parse("r1@readers.example")!, default)).Mail.Span);
        }
    }

    private static async Task<(IReadOnlyList<SinkMail>, ReturnPaths, IReadOnlyDictionary<string, PublicId>)> SendAsync(params (string Key, string Value)[] settings)
    {
        using var prepared = await ReleaseFolder.MakeAsync(Readers);
        using var folder = prepared.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { KeepMails = true });
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, [.. settings.Select(s => (s.Key, s.Value == "returned" ? folder.File("returned") : s.Value))]);
        await works.SendAsync();
        Assert.That(relay.Mails, Has.Count.EqualTo(Readers));
        await using var c = await works.Get<Database>().OpenAsync();
        var subscriptions = await c.QueryAsync<(string Email, PublicId Id)>("select p.email, s.public_id from subscription s join subscriber p on p.id = s.subscriber");
        return (relay.Mails, works.Get<ReturnPaths>(), subscriptions.ToDictionary(s => s.Email, s => s.Id));
    }
}
