using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>What is rendered: an edition as readers with the same choices see it.</summary>
internal sealed record EditionFacts
{
    public required Newsletter Newsletter { get; init; }

    /// <summary>Local date of the newsletter.</summary>
    public required DateOnly Date { get; init; }
    public Cadence Cadence { get; init; }

    /// <summary>Empty: it has none yet.</summary>
    public string Name { get; init; } = "";

    /// <summary>Empty: the template makes it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The instant to which "2 h ago" refers.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The editor's words: plain text, a line is a paragraph.</summary>
    public string Introduction { get; init; } = "";

    /// <summary>Set apart from the news, e.g. that no edition comes on a holiday: plain text, a line is a paragraph.</summary>
    public string Notice { get; init; } = "";

    /// <summary>In the order in which they are read; stories of one topic stand together.</summary>
    public required IReadOnlyList<Story> Stories { get; init; }

    /// <summary>Those for which only a title has room.</summary>
    public IReadOnlyList<Story> More { get; init; } = [];

    /// <summary>What earlier editions said and what it says now.</summary>
    public IReadOnlyList<MailedCorrection> Corrections { get; init; } = [];

    /// <summary>The best of what this reader missed; empty: nothing was.</summary>
    public IReadOnlyList<MissedStory> Missed { get; init; } = [];

    /// <summary>Of the words around the stories; empty: the newsletter's.</summary>
    public string Language { get; init; } = "";

    /// <summary>The look; empty: the newsletter's.</summary>
    public string Theme { get; init; } = "";

    /// <summary>For who just confirmed: the latest edition, marked as such.</summary>
    public bool Welcome { get; init; }

    /// <summary>A copy for trying: marked, and its links do nothing.</summary>
    public bool Test { get; init; }

    public static EditionFacts Of(Proposal proposal, DateTimeOffset at) =>
        new()
        {
            Newsletter = proposal.Newsletter,
            Cadence = proposal.Cadence,
            Date = proposal.Date,
            Stories = proposal.Stories,
            Corrections = [.. proposal.Corrections.Select(k => k.AsMailed())],
            At = at,
        };
}

/// <summary>An article that changed after an edition carried it.</summary>
/// <param name="Was">Its title as it was mailed.</param>
/// <param name="Now">Its title now; the same where the text changed.</param>
/// <param name="Url">Where it stands.</param>
/// <param name="Date">Local date of the edition that carried it.</param>
internal sealed record MailedCorrection(string Was, string Now, string Url, DateOnly Date);

/// <summary>A story of an edition that a reader missed.</summary>
internal sealed record MissedStory(string Title, string Url, string Source, DateOnly Date);
