using System.Globalization;
using Digest.Storage;

namespace Digest.Composing;

internal enum Cadence
{
    Daily,
    Weekly,
}

internal enum EditionState
{
    Draft,
    Releasing,
    Released,
    Finished,
    Held,
    Paused,
    Folded,
    Cancelled,
    Missed,
}

/// <summary>What one newsletter publishes for one cadence and one local date.</summary>
internal sealed record Edition
{
    public required long Id { get; init; }
    public required PublicId PublicId { get; init; }
    public required long Newsletter { get; init; }
    public required string Cadence { get; init; }
    public required DateOnly Date { get; init; }
    /// <summary>1: the schedule's; 2, 3, … were made by hand.</summary>
    public required int N { get; init; }
    public required bool Scheduled { get; init; }
    public required string State { get; init; }
    public string? Note { get; init; }
    public required string Subject { get; init; }

    /// <summary>Whether an editor wrote it; else the template made it of the stories.</summary>
    public bool SubjectOwn { get; init; }
    public string Introduction { get; init; } = "";
    public string Notice { get; init; } = "";

    /// <summary>Raised by each edit; one that was meant for an older version is refused.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The last reader that planning has passed; 0: nobody is planned.</summary>
    public long PlannedThrough { get; init; }
    public required DateTimeOffset CutAt { get; init; }
    public required DateTimeOffset ReleaseAt { get; init; }
    public DateTimeOffset? ReleaseBeganAt { get; init; }
    public DateTimeOffset? ReleasedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether it is kept who got it: kept, going, gone. See <see cref="KeepsDeliveries"/>.</summary>
    public string Deliveries { get; init; } = "kept";

    /// <summary>False: it ended long ago, who got it is forgotten, and nobody gets it any more.</summary>
    public bool KeepsDeliveries => Deliveries == "kept";

    /// <summary>Its name in addresses and commands: <c>2026-11-24[-weekly][-n]</c>.</summary>
    public string Name =>
        Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (Cadence == "weekly" ? "-weekly" : "") + (N > 1 ? $"-{N}" : "");
}

/// <summary>The transitions that an edition may make; every other one is refused.</summary>
internal static class EditionMachine
{
    public static bool Allows(EditionState from, EditionState to) => (from, to) switch
    {
        (EditionState.Draft, EditionState.Releasing or EditionState.Held or EditionState.Folded or EditionState.Cancelled) => true,
        (EditionState.Held, EditionState.Draft or EditionState.Cancelled) => true,
        (EditionState.Releasing, EditionState.Released or EditionState.Held or EditionState.Cancelled) => true,
        (EditionState.Released, EditionState.Finished or EditionState.Paused or EditionState.Cancelled) => true,
        (EditionState.Paused, EditionState.Released or EditionState.Cancelled) => true,
        // Only for deliveries that were in doubt and shall be sent after all; nothing is planned.
        (EditionState.Finished, EditionState.Released) => true,
        _ => false,
    };
}
