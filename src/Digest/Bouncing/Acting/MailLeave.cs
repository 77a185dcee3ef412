using System.Data.Common;
using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Bouncing.Acting;

/// <summary>
/// A reader leaves by writing to the address in List-Unsubscribe (RFC 2369 section 3.2): that it carries the key of their subscription
/// is enough, whatever they write and however old the mail is.
/// </summary>
internal sealed class MailLeave(Departures departures, AddressHasher hasher, TimeProvider clock)
{
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="named">What the address names.</param>
    /// <returns>False: it is not known here any more.</returns>
    public async Task<bool> LeaveAsync(DbConnection c, DbTransaction t, PublicId named)
    {
        if (await SubscriptionStore.FindAsync(c, t, named) is { } row) return await LeaveAsync(c, t, row, row.AddressHash);
        // Of a version that named the mail: as long as it is known.
        if (await SentMail.FindAsync(c, t, named) is not { Subscription: { } id } sent || await SubscriptionStore.FindAsync(c, t, id) is not { } reader) return false;
        return await LeaveAsync(c, t, reader, MailAddress.Parse(sent.Address) is { } address ? hasher.Hash(address) : reader.AddressHash);
    }

    // What the link of the mail would say; the newsletter is the row's.
    private async Task<bool> LeaveAsync(DbConnection c, DbTransaction t, Subscription row, byte[] hash)
    {
        await departures.LeaveAsync(c, t, new Token(TokenPurpose.Leave, 0, clock.GetUtcNow(), row.PublicId, default, hash), [], new ConsentAct("left", "mail"));
        return true;
    }
}
