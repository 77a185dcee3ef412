using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Ledger;

/// <param name="At">When one reader gets an edition.</param>
/// <param name="Next">When they get the one after it; null: none is planned.</param>
internal sealed record Due(DateTimeOffset At, DateTimeOffset? Next);

/// <summary>
/// When readers get an edition: all at its release; or, where the newsletter keeps to its readers' time, each at the first
/// hour of theirs that does not come before it. Nobody waits longer than a day and the hour of a change of the clock.
/// </summary>
internal sealed class DueTimes
{
    private readonly Dictionary<(string, string), Due> known = [];
    private readonly Newsletter? newsletter;
    private readonly DateTimeOffset release;
    private readonly DateTimeOffset from;
    private readonly DateTimeOffset? next;

    private DueTimes(Newsletter? newsletter, DateTimeOffset release, DateTimeOffset from, DateTimeOffset? next) =>
        (this.newsletter, this.release, this.from, this.next) = (newsletter, release, from, next);

    /// <summary>Whether all readers get it at the same time.</summary>
    public bool Together => newsletter is null;

    /// <summary>Everybody at one time.</summary>
    public static DueTimes AtOnce(DateTimeOffset release, DateTimeOffset? next) => new(null, release, release, next);

    /// <summary>Of an edition in release. What is made by hand goes to everybody at once.</summary>
    public static DueTimes Of(Newsletter newsletter, Edition edition)
    {
        var (options, cadence) = (newsletter.Options, edition.Cadence.ToState<Cadence>());
        // An editor may have let it go earlier or later than its hour. Who reads at an hour that has come meanwhile waits for it no
        // further day, and the edition that follows is that of another date.
        var planned = edition.Scheduled ? EditionClock.Of(options, cadence, newsletter.Zone, edition.Date)?.ReleaseAt ?? edition.ReleaseAt : edition.ReleaseAt;
        var (first, last) = planned < edition.ReleaseAt ? (planned, edition.ReleaseAt) : (edition.ReleaseAt, planned);
        var next = EditionClock.Next(options, cadence, newsletter.Zone, last)?.ReleaseAt;
        return new DueTimes(options.ReaderTime && edition.Scheduled ? newsletter : null, edition.ReleaseAt, first, next);
    }

    /// <param name="zone">The reader's own; empty: none.</param>
    /// <param name="hour">The reader's own; empty: none.</param>
    public Due Of(string zone, string hour)
    {
        if (newsletter is null || (zone.Length == 0 && hour.Length == 0)) return new Due(release, next);
        if (known.TryGetValue((zone, hour), out var due)) return due;
        var own = ReaderHour.Of(newsletter, zone, hour);
        var at = own.First(from);
        return known[(zone, hour)] = new Due(at < release ? release : at, next is { } later ? own.First(later) : null);
    }
}
