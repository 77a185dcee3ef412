using System.Data.Common;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Replies;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Bouncing.Acting;

/// <summary>Mails that came back because somebody refuses us, or what we wrote: no reader's fault, and the operator's to mend. One letter for each edition.</summary>
internal sealed class Refused(OperatorEvents operators)
{
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="sent">What came back.</param>
    /// <param name="words">The other side's.</param>
    public async Task TellAsync(DbConnection c, DbTransaction t, SentMail sent, string words)
    {
        var detail = $"The words of the first: \"{Discreet.Of(words)}\".";
        const string NextStep = "No reader is blamed for it. Look at your DNS (SPF, DKIM, reverse names) and at block lists. By domain: digest edition report";
        if (sent.Edition is not { } id)
        {
            await operators.TellAsync(c, t, 0, $"refused:letters:{sent.Letter}", $"Letters ({sent.Letter}) are refused on their way", detail, NextStep);
            return;
        }
        var edition = await EditionStore.GetAsync(c, t, id);
        var slug = (await NewsletterStore.AllAsync(c, t)).FirstOrDefault(n => n.Id == edition.Newsletter)?.Slug ?? "NEWSLETTER";
        await operators.TellAsync(c, t, edition.Newsletter, $"refused:{edition.PublicId}", $"Mails of edition {slug} {edition.Name} are refused on their way", detail, $"{NextStep} {slug} {edition.Name}");
    }
}
