using Digest.Delivering.Letters;

namespace Digest.Subscribing;

/// <summary>Section <c>Digest:Subscribing</c>: who may post the form, how many letters it makes, how long links work.</summary>
internal sealed class SubscribingOptions
{
    /// <summary>Origins whose scripts may post the form, e.g. https://www.example.org.</summary>
    public List<string> AllowedOrigins { get; set; } = [];

    /// <summary>Origins to which a form may send the visitor afterwards (<c>next</c>), besides our own.</summary>
    public List<string> NextOrigins { get; set; } = [];
    public int LettersPerAddressPerDay { get; set; } = 1;
    public int LettersPerAddressPer30Days { get; set; } = 3;
    public int LettersPerDomainPerHour { get; set; } = 60;

    /// <summary>Sign-ups of one client: an IPv4 address or an IPv6 network of 64 bits.</summary>
    public int SignupsPerClientPerHour { get; set; } = 5;
    public int SignupsPerClientPerDay { get; set; } = 20;
    public int LettersPerHour { get; set; } = 300;

    /// <summary>How long a confirm link works.</summary>
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long other links of a mail work; the one to leave works for ever.</summary>
    public TimeSpan LinksValidFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>What the room that sends letters has to keep.</summary>
    public LetterRules ForLetters() => new(ConfirmWithin, LinksValidFor, LettersPerDomainPerHour, LettersPerHour);
}
