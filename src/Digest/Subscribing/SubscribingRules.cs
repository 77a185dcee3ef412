using Digest.Storage;

namespace Digest.Subscribing;

/// <summary>Refuses settings of this room that can't work.</summary>
internal static class SubscribingRules
{
    /// <exception cref="Fault">The message names the key and what it should be.</exception>
    public static void Check(SubscribingOptions options)
    {
        const string Section = "Digest:Subscribing:";
        CheckOrigins(options.AllowedOrigins, Section + nameof(options.AllowedOrigins));
        CheckOrigins(options.NextOrigins, Section + nameof(options.NextOrigins));
        AtLeastOne(options.LettersPerAddressPerDay, Section + nameof(options.LettersPerAddressPerDay));
        AtLeastOne(options.LettersPerAddressPer30Days, Section + nameof(options.LettersPerAddressPer30Days));
        AtLeastOne(options.LettersPerDomainPerHour, Section + nameof(options.LettersPerDomainPerHour));
        AtLeastOne(options.LettersPerHour, Section + nameof(options.LettersPerHour));
        AtLeastOne(options.SignupsPerClientPerHour, Section + nameof(options.SignupsPerClientPerHour));
        AtLeastOne(options.SignupsPerClientPerDay, Section + nameof(options.SignupsPerClientPerDay));
        if (options.LinksValidFor <= TimeSpan.Zero) throw new Fault($"{Section}{nameof(options.LinksValidFor)} should be longer than nothing, e.g. 90 d.");
        if (options.ConfirmWithin <= TimeSpan.Zero) throw new Fault($"{Section}{nameof(options.ConfirmWithin)} should be longer than nothing, e.g. 7 d.");
    }

    private static void CheckOrigins(List<string> origins, string key)
    {
        foreach (var origin in origins)
            if (!IsOrigin(origin))
                throw new Fault($"{key} has '{origin}', but should have origins: scheme, host and port without a path, e.g. https://www.example.org.");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && string.Equals(text, uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase) && uri.UserInfo.Length == 0;

    private static void AtLeastOne(int value, string key)
    {
        if (value < 1) throw new Fault($"{key} is {value}, but should be 1 or more.");
    }
}
