using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Delivering.Signing;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>One marked copy of what would go out now, to one address: inert links, a Message-ID of its own, nothing recorded.</summary>
internal sealed class TestCopy(Fitting fitting, Lines lines, MailSigner signer, ReturnPaths paths, StorageOptions options, TimeProvider clock)
{
    /// <returns>What came of it, for people.</returns>
    /// <exception cref="Fault">No address, no relay, or it was refused.</exception>
    public async Task<string> SendAsync(EditionFacts facts, string to, CancellationToken ct)
    {
        var address = MailAddress.Parse(to) ?? throw new Fault($"'{to}' is no mail address, e.g. you@example.org.");
        var mail = Make(facts with { Test = true }, address.Text);
        await using var lease = await lines.RentAsync(ct) ?? throw new Fault($"The test copy was not sent: {lines.Problem ?? "no relay takes another connection now"}");
        await lease.PermitAsync(ct);
        var reply = await lease.SendAsync(mail, ct);
        return reply.Class == ReplyClass.Accepted
            ? $"A test copy with {facts.Stories.Count} stories went to {address.Text}. Nothing was recorded."
            : throw new Fault($"The test copy was not taken: {reply.Text}");
    }

    private OutgoingMail Make(EditionFacts facts, string address)
    {
        var now = clock.GetUtcNow();
        var slots = new ReaderSlots(options.Link("/"), options.Link("/"), address, now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var mail = fitting.Fit(facts, slots).Mail;
        var letter = new Letter
        {
            Id = 0,
            PublicId = PublicId.New(),
            Kind = "test",
            Newsletter = facts.Newsletter.Id,
            Address = address,
            Data = "{}",
            Tries = 0,
            CreatedAt = now,
        };
        var from = Composing.Mime.Sender.AddressOf(facts.Newsletter, options);
        var text = new LetterText(
            Composing.Mime.Sender.DisplayName(facts.Newsletter), from, facts.Newsletter.Options.Language, $"[Test] {mail.Subject}", mail.Text, mail.Html)
        {
            ReplyTo = facts.Newsletter.Options.ReplyTo,
        };
        return signer.Sign(LetterMail.Make(letter, text, paths.OfTest(letter.PublicId, from)), letter.BegunAt);
    }
}
