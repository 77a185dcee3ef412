using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>One marked copy of what would go out now, to one address: inert links, a Message-ID of its own, nothing recorded.</summary>
internal sealed class TestCopy(Fitting fitting, Lines lines, StorageOptions options, TimeProvider clock)
{
    /// <returns>What came of it, for people.</returns>
    /// <exception cref="Fault">No address, no relay, or it was refused.</exception>
    public async Task<string> SendAsync(Proposal proposal, string to, CancellationToken ct)
    {
        var address = MailAddress.Parse(to) ?? throw new Fault($"'{to}' is no mail address, e.g. you@example.org.");
        var mail = Make(proposal, address.Text);
        await using var lease = await lines.RentAsync(ct) ?? throw new Fault($"The test copy was not sent: {lines.Problem}");
        var reply = await lease.Line.SendAsync(mail, ct);
        return reply.Class == ReplyClass.Accepted
            ? $"A test copy with {proposal.Stories.Count} stories went to {address.Text}. Nothing was recorded."
            : throw new Fault($"The test copy was not taken: {reply.Text}");
    }

    private OutgoingMail Make(Proposal proposal, string address)
    {
        var now = clock.GetUtcNow();
        var facts = EditionFacts.Of(proposal, now) with { Test = true };
        var slots = new ReaderSlots(options.Link("/"), address, now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var mail = fitting.Fit(facts, slots).Mail;
        var letter = new Letter
        {
            Id = 0,
            PublicId = PublicId.New(),
            Kind = "test",
            Newsletter = proposal.Newsletter.Id,
            Address = address,
            Data = "{}",
            Tries = 0,
            CreatedAt = now,
        };
        return LetterMail.Make(letter, new LetterText(
            Composing.Mime.Sender.DisplayName(proposal.Newsletter), Composing.Mime.Sender.AddressOf(proposal.Newsletter, options),
            proposal.Newsletter.Options.Language, $"[Test] {mail.Subject}", mail.Text, mail.Html));
    }
}
