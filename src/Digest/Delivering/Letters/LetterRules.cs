namespace Digest.Delivering.Letters;

/// <summary>What letters keep of rules that belong to a room further down.</summary>
/// <param name="ConfirmWithin">How long a confirm link works.</param>
/// <param name="LinksValidFor">How long other links work, but for the one to leave.</param>
/// <param name="LettersPerDomainPerHour">Caused by strangers, to addresses of one domain.</param>
/// <param name="LettersPerHour">Caused by strangers, in all.</param>
internal sealed record LetterRules(TimeSpan ConfirmWithin, TimeSpan LinksValidFor, int LettersPerDomainPerHour, int LettersPerHour);
