using System.Data.Common;
using Digest.Delivering.Letters;
using Digest.Readers;

namespace Digest.Subscribing;

/// <summary>How many confirm letters may be asked for. Asked in the step that adds one, so that no two requests share the last.</summary>
internal sealed class LetterLimits(SubscribingOptions options, TimeProvider clock)
{
    /// <summary>The name of the limit that is used up; null: a letter may go.</summary>
    public async Task<string?> ReachedAsync(DbConnection c, DbTransaction t, Subscription subscription)
    {
        var now = clock.GetUtcNow();
        if (await LetterStore.CountToAsync(c, t, subscription, now.AddDays(-1)) >= options.LettersPerAddressPerDay)
            return nameof(options.LettersPerAddressPerDay);
        if (await LetterStore.CountToAsync(c, t, subscription, now.AddDays(-30)) >= options.LettersPerAddressPer30Days)
            return nameof(options.LettersPerAddressPer30Days);
        if (await LetterStore.CountToDomainAsync(c, t, subscription.Email, now.AddHours(-1)) >= options.LettersPerDomainPerHour)
            return nameof(options.LettersPerDomainPerHour);
        return await LetterStore.CountAllAsync(c, t, now.AddHours(-1)) >= options.LettersPerHour ? nameof(options.LettersPerHour) : null;
    }
}
