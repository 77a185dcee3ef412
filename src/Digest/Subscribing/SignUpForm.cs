namespace Digest.Subscribing;

/// <summary>What somebody sent to <c>/subscribe</c>, as typed; a field that was left out is empty.</summary>
internal sealed record SignUpForm
{
    public string Email { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>The newsletter's slug; empty: the first one.</summary>
    public string Newsletter { get; init; } = "";
    public string TimeZone { get; init; } = "";

    /// <summary>Where to go afterwards.</summary>
    public string Next { get; init; } = "";

    /// <summary>What is wrong with a field, by its name: given twice, too long, not a text.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();
}
