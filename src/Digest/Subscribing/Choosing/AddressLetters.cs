using System.Data.Common;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Choosing;

/// <summary>
/// Asks a new address whether the newsletter shall come there. Nobody learns whether the address is known, or whether a
/// letter went out: who holds a link of one reader could else ask about, or write to, anybody.
/// </summary>
internal sealed class AddressLetters(LetterStore letters, ConsentLog log, AddressHasher hasher, EventLog events, SubscribingOptions options, TimeProvider clock)
{
    /// <summary>Letters that one subscription may cause in a day, to whichever addresses: people mistype.</summary>
    private const int MostADay = 3;

    public async Task AskAsync(DbConnection c, DbTransaction t, Subscription row, MailAddress to, ConsentAct act)
    {
        var hash = hasher.Hash(to);
        if (hash.AsSpan().SequenceEqual(row.AddressHash)) return;
        // Never means never, also by somebody else's hand.
        if (await Suppressions.FindAsync(c, t, hash, row.Newsletter) == SuppressionReason.Never) return;
        if (await ReachedAsync(c, t, row, to) is { } limit)
        {
            await events.AddAsync(c, t, "letter_limited", row.Newsletter, new { subscription = row.PublicId.ToString(), limit });
            return;
        }
        await letters.AddAsync(c, t, Letter.Move, row, to.Text);
        await log.AddAsync(c, t, row, act with { Act = "moving" });
    }

    private async Task<string?> ReachedAsync(DbConnection c, DbTransaction t, Subscription row, MailAddress to)
    {
        var now = clock.GetUtcNow();
        if (await LetterStore.CountAsync(c, t, row.Id, Letter.Move, now.AddDays(-1)) >= MostADay) return nameof(MostADay);
        if (await letters.CountMovesAsync(c, t, to.Text, now.AddDays(-1)) >= options.LettersPerAddressPerDay) return nameof(options.LettersPerAddressPerDay);
        return await letters.CountMovesAsync(c, t, to.Text, now.AddDays(-30)) >= options.LettersPerAddressPer30Days ? nameof(options.LettersPerAddressPer30Days) : null;
    }
}
