using Digest.Delivering.Replies;

namespace Digest.Tests.Delivering.Replies;

/// <summary>What answers mean: by words, status and code, as relays and mailbox providers write them.</summary>
internal sealed class ReplyClassifierTests
{
    [TestCase(250, "2.0.0 Ok: queued as 4FQ", ReplyClass.Accepted)]
    [TestCase(251, "not local, will forward", ReplyClass.Accepted)]
    // No such address.
    [TestCase(550, "5.1.1 <a@x.org>: Recipient address rejected: User unknown in virtual mailbox table", ReplyClass.Address)]
    [TestCase(550, "5.1.1 The email account that you tried to reach does not exist. Please try double-checking", ReplyClass.Address)]
    [TestCase(550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@x.org not found by SMTP address lookup", ReplyClass.Address)]
    [TestCase(550, "No such user here", ReplyClass.Address)]
    [TestCase(550, "Requested action not taken: mailbox unavailable. unknown user", ReplyClass.Address)]
    [TestCase(554, "delivery error: dd This user doesn't have a x.org account (a@x.org) [0]", ReplyClass.Address)]
    [TestCase(556, "5.1.10 Domain x.org does not accept mail (nullMX)", ReplyClass.Address)]
    [TestCase(553, "sorry, no mailbox here by that name. (#5.7.17)", ReplyClass.Policy)]
    [TestCase(550, "5.1.2 Host unknown", ReplyClass.Address)]
    [TestCase(550, "5.0.0 <a@x.org>... User not found", ReplyClass.Address)]
    // The same for now is a lookup that failed.
    [TestCase(450, "4.1.1 <a@x.org>: Recipient address rejected: User unknown", ReplyClass.Transient)]
    [TestCase(451, "4.1.1 address not known yet", ReplyClass.Transient)]
    // A mailbox that takes nothing.
    [TestCase(552, "5.2.2 Mailbox full", ReplyClass.Mailbox)]
    [TestCase(452, "4.2.2 The email account that you tried to reach is over quota", ReplyClass.Mailbox)]
    [TestCase(550, "5.1.1 mailbox is full", ReplyClass.Mailbox)]
    [TestCase(552, "Requested mail action aborted: exceeded storage allocation", ReplyClass.Mailbox)]
    [TestCase(550, "5.2.1 The email account that you tried to reach is disabled", ReplyClass.Mailbox)]
    [TestCase(550, "account a@x.org has been suspended", ReplyClass.Mailbox)]
    // Too many, too fast.
    [TestCase(421, "4.7.0 Too many concurrent connections from your address", ReplyClass.Rate)]
    [TestCase(450, "4.7.28 Our system has detected an unusual rate of mail", ReplyClass.Rate)]
    [TestCase(421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume", ReplyClass.Rate)]
    [TestCase(451, "4.7.650 The mail server has been temporarily rate limited due to IP reputation", ReplyClass.Rate)]
    [TestCase(450, "too many recipients this hour", ReplyClass.Rate)]
    [TestCase(421, "closing", ReplyClass.Rate)]
    // We are the reason.
    [TestCase(550, "5.7.1 Message rejected as spam by content filtering", ReplyClass.Policy)]
    [TestCase(550, "5.7.26 This mail has been blocked because the sender is unauthenticated", ReplyClass.Policy)]
    [TestCase(550, "5.7.515 Access denied, sending domain x.org does not meet the required authentication level", ReplyClass.Policy)]
    [TestCase(554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example.org", ReplyClass.Policy)]
    [TestCase(550, "5.1.1 rejected: SPF check failed", ReplyClass.Policy)]
    [TestCase(550, "5.1.8 <n@x.org>: Sender address rejected: Domain not found", ReplyClass.Policy)]
    [TestCase(554, "5.7.1 <a@x.org>: Relay access denied", ReplyClass.Policy)]
    [TestCase(552, "5.3.4 Message size exceeds fixed limit", ReplyClass.Policy)]
    [TestCase(554, "Transaction failed", ReplyClass.Policy)]
    [TestCase(530, "5.7.0 Must issue a STARTTLS command first", ReplyClass.Policy)]
    [TestCase(450, "4.7.1 policy violation", ReplyClass.Policy)]
    // Passing, or nothing that we understand.
    [TestCase(450, "4.7.1 <a@x.org>: Recipient address rejected: Greylisted, see http://x.org", ReplyClass.Transient)]
    [TestCase(451, "4.3.0 Temporary lookup failure", ReplyClass.Transient)]
    [TestCase(452, "4.3.1 Insufficient system storage", ReplyClass.Transient)]
    [TestCase(450, "4.2.0 try again", ReplyClass.Mailbox)]
    [TestCase(550, "no", ReplyClass.Transient)]
    [TestCase(550, "Requested action not taken", ReplyClass.Transient)]
    [TestCase(571, "what?", ReplyClass.Transient)]
    [TestCase(354, "go on", ReplyClass.Transient)]
    [TestCase(421, "4.3.2 shutting down", ReplyClass.Transient)]
    public void An_answer_means_what_it_says(int code, string text, ReplyClass expected) =>
        Assert.That(ReplyClassifier.Classify(code, text), Is.EqualTo(expected));

    [TestCase(550, "5.1.1 gone", true)]
    [TestCase(450, "5.1.1 gone", false)]
    [TestCase(0, "5.1.1 gone", true)]
    [TestCase(0, "gone", false)]
    public void For_good_is_what_the_code_says(int code, string text, bool expected) =>
        Assert.That(ReplyClassifier.IsPermanent(code, text), Is.EqualTo(expected));

    [Test]
    public void Long_and_odd_words_cost_little()
    {
        var odd = string.Concat(Enumerable.Repeat("user user mailbox (is) \u0000 é 5.1 ", 40_000));
        Assert.That(() => ReplyClassifier.Classify(550, odd), Throws.Nothing);
        Assert.That(ReplyClassifier.Classify(550, ""), Is.EqualTo(ReplyClass.Transient));
    }
}
