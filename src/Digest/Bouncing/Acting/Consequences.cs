using System.Data.Common;
using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Bouncing.Acting;

/// <summary>What became of a returned mail, kept with its row.</summary>
internal enum Outcome
{
    /// <summary>It was taken: written down, and acted upon where there was something to do.</summary>
    Acted,

    /// <summary>The same was known of that mail.</summary>
    Known,

    /// <summary>The mail is late, and may still come: nothing follows.</summary>
    Late,

    /// <summary>The reader left by it.</summary>
    Left,

    /// <summary>It carries no key of ours, whatever it claims.</summary>
    Unproven,

    /// <summary>It is about another address than the mail went to.</summary>
    OtherAddress,

    /// <summary>The mail is not known here any more, or its reader was erased.</summary>
    Gone,

    /// <summary>A program's answer, out of office for example.</summary>
    AutoReply,

    /// <summary>A report about a report.</summary>
    AboutReport,

    /// <summary>No report at all.</summary>
    Ordinary,
}

/// <summary>
/// What follows from a returned mail, as one step: readers whose address is none, or who complained, are mailed no more; others after
/// some editions in a row; where we were refused the operator hears. Each once for a mail, whatever comes how often.
/// </summary>
internal sealed class Consequences(Bounces bounces, SoftBounces soft, Consents consents, MailLeave leave, Refused refused)
{
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="mail">As it was understood.</param>
    /// <param name="proven">The mail of ours that its return path or the returned Message-ID proves; null: none.</param>
    /// <param name="leaving">The subscription whose reader writes in order to leave; null: nobody does.</param>
    /// <returns>The word to keep with the returned mail.</returns>
    public async Task<string> DrawAsync(DbConnection c, DbTransaction t, ReturnedMail mail, PublicId? proven, PublicId? leaving) =>
        (await JudgeAsync(c, t, mail, proven, leaving)).Text();

    private async Task<Outcome> JudgeAsync(DbConnection c, DbTransaction t, ReturnedMail mail, PublicId? proven, PublicId? leaving)
    {
        switch (mail.Kind)
        {
            case ReturnedKind.AboutReport: return Outcome.AboutReport;
            // Nobody is ever written to from that address, so nothing comes to it as an answer: mail programs mark what they send for their owner.
            case ReturnedKind.Ordinary or ReturnedKind.AutoReply when leaving is { } id: return await leave.LeaveAsync(c, t, id) ? Outcome.Left : Outcome.Gone;
            case ReturnedKind.AutoReply: return Outcome.AutoReply;
            case ReturnedKind.Ordinary: return Outcome.Ordinary;
        }
        if (proven is not { } of) return Outcome.Unproven;
        if (await SentMail.FindAsync(c, t, of) is not { Address: { } address } sent) return Outcome.Gone;
        if (Worst(mail.Findings, address) is not { } finding) return Outcome.OtherAddress;
        return finding.IsDelay ? Outcome.Late : await ActAsync(c, t, sent, finding) ? Outcome.Acted : Outcome.Known;
    }

    private async Task<bool> ActAsync(DbConnection c, DbTransaction t, SentMail sent, Finding finding)
    {
        var kind = ClassOf(finding);
        var words = Plain.Line(finding.Words);
        var bounce = new Bounce(sent.PublicId, sent.Edition, sent.Subscription, kind, "report", sent.Address, finding.Status, words.Length > 0 ? words : null);
        if (!await bounces.AddAsync(c, t, bounce)) return false;
        // Where a subscription is to move to is not where its editions go, nor is it where they went.
        var isElsewhere = sent.Letter is Letter.Move or Letter.Moved;
        switch (kind)
        {
            case BounceClass.Address or BounceClass.Complaint when await HasConfirmedSinceAsync(c, t, sent): break;
            case BounceClass.Address when !isElsewhere && sent.Subscription is { } id: await consents.BounceAsync(c, t, id, sent.Address, "report"); break;
            case BounceClass.Complaint when sent.Subscription is { } id: await consents.ComplainAsync(c, t, id, sent.Address, "report"); break;
            case BounceClass.Policy: await refused.TellAsync(c, t, sent, words); break;
            case BounceClass.Mailbox or BounceClass.Transient when sent is { Edition: not null, Subscription: { } id }: await soft.WeighAsync(c, t, id, sent.Address); break;
        }
        return true;
    }

    // Reports may take days; what the reader has done since says more.
    private static async Task<bool> HasConfirmedSinceAsync(DbConnection c, DbTransaction t, SentMail sent) =>
        sent is { Subscription: { } id, At: { } at } && await SubscriptionStore.FindAsync(c, t, id) is { ConfirmedAt: { } confirmed } && confirmed > at;

    private static BounceClass ClassOf(Finding finding) => finding.Kind switch
    {
        FindingKind.Complaint => BounceClass.Complaint,
        FindingKind.Hard => BounceClass.Address,
        _ => finding.Class switch
        {
            // That we are too fast, or that our relay can't carry it, is nobody else's matter.
            ReplyClass.Policy or ReplyClass.Rate or ReplyClass.Unable => BounceClass.Policy,
            ReplyClass.Mailbox => BounceClass.Mailbox,
            _ => BounceClass.Transient,
        },
    };

    // A report that names somebody else tells nothing of this reader: it was forwarded, or forged. Complaints often name nobody, or a mask.
    private static Finding? Worst(IReadOnlyList<Finding> findings, string address)
    {
        var mailed = MailAddress.Parse(address)?.Key ?? address;
        return findings.Where(f => f.Kind == FindingKind.Complaint || f.Recipient is null || Names(f.Recipient) || f.AlsoNamed.Any(Names)).OrderBy(Rank).FirstOrDefault();
        bool Names(string named) => MailAddress.Parse(named)?.Key == mailed || named == address;
    }

    private static int Rank(Finding finding) => finding.Kind switch
    {
        FindingKind.Complaint => 0,
        FindingKind.Hard => 1,
        _ => finding.IsDelay ? 3 : 2,
    };
}
