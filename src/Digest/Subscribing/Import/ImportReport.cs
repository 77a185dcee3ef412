using System.Globalization;
using Digest.Readers;

namespace Digest.Subscribing.Import;

/// <summary>What an import did, or with <c>--plan</c> would do.</summary>
/// <param name="skipped">Where every record goes that was passed over; null: nowhere.</param>
internal sealed class ImportReport(SkippedRows? skipped = null)
{
    /// <summary>How many bad lines, and tags, are told one by one.</summary>
    public const int MostTold = 20;

    private readonly long[] outcomes = new long[Enum.GetValues<Admission>().Length];
    private readonly List<string> told = [];
    private readonly List<string> notes = [];
    private readonly SortedDictionary<string, long> tags = new(StringComparer.OrdinalIgnoreCase);

    public long this[Admission outcome] => outcomes[(int)outcome];

    /// <summary>Records that could not be read, or must not be taken.</summary>
    public long Bad { get; private set; }

    public long Rows => outcomes.Sum() + Bad;

    /// <summary>Whether a line told what the columns are; a list may well be empty then.</summary>
    public bool HasHeader { get; set; }

    /// <summary>Nothing in the file is a reader, or a list of them.</summary>
    public bool IsNoList => Bad == Rows && (Rows > 0 || !HasHeader);

    /// <summary>Columns of the file that were not read.</summary>
    public IReadOnlyList<string> Unread { get; set; } = [];

    /// <summary>The first bad lines with their numbers and reasons, for people.</summary>
    public IReadOnlyList<string> Told => told;

    /// <summary>What else was understood, or was not: a line each.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Tags that are no topic of the newsletter, with how many readers have them.</summary>
    public IReadOnlyDictionary<string, long> Tags => tags;

    public void Note(string line) => notes.Add(line);

    public void AddTag(string tag)
    {
        if (tags.TryGetValue(tag, out var readers)) tags[tag] = readers + 1;
        else if (tags.Count < MostTold) tags[tag] = 1;
    }

    /// <summary>What became of a record.</summary>
    public void Add(Admission outcome, string place, string email)
    {
        outcomes[(int)outcome]++;
        if (outcome == Admission.Present) skipped?.Add(place, email, "is here already");
        if (outcome == Admission.KeptOff) skipped?.Add(place, email, "left, bounced or complained, and is kept off");
    }

    public void AddBad(string place, string email, string reason)
    {
        Bad++;
        if (told.Count < MostTold) told.Add($"{place}: {reason}");
        skipped?.Add(place, email, reason);
    }

    /// <summary>One line.</summary>
    public string Summary(bool isPlan)
    {
        var parts = new List<string>();
        void Part(long count, string what)
        {
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }
        Part(this[Admission.Active], "active");
        Part(this[Admission.Invited], "invited by a confirm letter");
        Part(this[Admission.Paused], "paused");
        Part(this[Admission.Off], "recorded as gone");
        Part(this[Admission.Present], "here already");
        Part(this[Admission.KeptOff], "suppressed and kept off");
        Part(Bad, "not taken");
        var rows = Rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{Rows} rows");
        var what = parts.Count == 0 ? rows : $"{rows}: {string.Join(", ", parts)}";
        return isPlan ? $"Plan of {what}. Nothing was changed." : $"{what}.";
    }
}
