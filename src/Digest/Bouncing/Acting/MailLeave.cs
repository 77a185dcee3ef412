using System.Data.Common;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Bouncing.Acting;

/// <summary>A reader leaves by writing to the address in List-Unsubscribe (RFC 2369 section 3.2): that it carries their key is enough, whatever they write.</summary>
internal sealed class MailLeave(Departures departures, AddressHasher hasher, TimeProvider clock)
{
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="mail">The mail of ours that the address was of.</param>
    /// <returns>False: it is not known here any more.</returns>
    public async Task<bool> LeaveAsync(DbConnection c, DbTransaction t, PublicId mail)
    {
        if (await SentMail.FindAsync(c, t, mail) is not { Subscription: { } id } sent) return false;
        if (await SubscriptionStore.FindAsync(c, t, id) is not { } row) return false;
        var hash = MailAddress.Parse(sent.Address) is { } address ? hasher.Hash(address) : row.AddressHash;
        // What the link of that mail would say; the newsletter is the row's.
        var token = new Token(TokenPurpose.Leave, 0, clock.GetUtcNow(), row.PublicId, default, hash);
        await departures.LeaveAsync(c, t, token, [], new ConsentAct("left", "mail"));
        return true;
    }
}
