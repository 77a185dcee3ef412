using Digest.Subscribing.Forms;

namespace Digest.Subscribing;

/// <summary>What somebody sent to <c>/subscribe</c>, as typed; a field that was left out is empty.</summary>
internal sealed record SignUpForm
{
    public string Email { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>The newsletter's slug; empty: the first one.</summary>
    public string Newsletter { get; init; } = "";

    /// <summary>What the form says beside it, e.g. lists of another product: counts where it names a newsletter.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Each one topic, or several with commas between them.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];
    public string TimeZone { get; init; } = "";
    public string Language { get; init; } = "";

    /// <summary>Where to go afterwards.</summary>
    public string Next { get; init; } = "";

    /// <summary>When the form was made; empty: it does not say.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether our page, script or snippet made the form, which then showed our words.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether a field is filled that nobody sees.</summary>
    public bool IsTrapped { get; init; }

    /// <summary>What is wrong with a field, by its name: given twice, too long, not a text.</summary>
    public IReadOnlyDictionary<string, FormFault> Errors { get; init; } = new Dictionary<string, FormFault>();
}
