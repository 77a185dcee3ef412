using Digest.Delivering.Letters;

namespace Digest.Subscribing;

/// <summary>How many letters strangers may cause. Asked in the step that adds one, so that no two requests share the last.</summary>
internal sealed class LetterLimits(SubscribingOptions options)
{
    /// <summary>The name of the limit at which this person gets no letter; null: they may.</summary>
    public string? OfPerson(LetterCounts counts) =>
        counts.Day >= options.LettersPerAddressPerDay ? nameof(options.LettersPerAddressPerDay)
        : counts.Month >= options.LettersPerAddressPer30Days ? nameof(options.LettersPerAddressPer30Days)
        : null;

    /// <summary>The name of the limit beyond which letters wait in the slow lane; null: they need not.</summary>
    public string? OfHour(LetterCounts counts) =>
        counts.Domain >= options.LettersPerDomainPerHour ? nameof(options.LettersPerDomainPerHour)
        : counts.All >= options.LettersPerHour ? nameof(options.LettersPerHour)
        : null;
}
