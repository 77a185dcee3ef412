using System.Data.Common;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Bouncing.Acting;

/// <summary>
/// A reader leaves by writing to the address in List-Unsubscribe (RFC 2369 section 3.2): that it carries the key of their subscription
/// is enough, whatever they write and however old the mail is.
/// </summary>
internal sealed class MailLeave(Departures departures, TimeProvider clock)
{
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="subscription">What the address names.</param>
    /// <returns>False: it is not known here any more.</returns>
    public async Task<bool> LeaveAsync(DbConnection c, DbTransaction t, PublicId subscription)
    {
        if (await SubscriptionStore.FindAsync(c, t, subscription) is not { } row) return false;
        // What the link of the mail would say; the newsletter is the row's.
        await departures.LeaveAsync(c, t, new Token(TokenPurpose.Leave, 0, clock.GetUtcNow(), row.PublicId, default, row.AddressHash), [], new ConsentAct("left", "mail"));
        return true;
    }
}
