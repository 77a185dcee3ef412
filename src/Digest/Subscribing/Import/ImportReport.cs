using System.Globalization;
using Digest.Readers;

namespace Digest.Subscribing.Import;

/// <summary>What an import did, or with <c>--plan</c> would do.</summary>
internal sealed class ImportReport
{
    /// <summary>How many bad lines are told one by one.</summary>
    public const int MostTold = 20;

    private readonly long[] outcomes = new long[Enum.GetValues<Admission>().Length];
    private readonly List<string> told = [];

    public long this[Admission outcome] => outcomes[(int)outcome];

    /// <summary>Records that could not be read.</summary>
    public long Bad { get; private set; }

    public long Rows => outcomes.Sum() + Bad;

    /// <summary>Columns of the file that were not read.</summary>
    public IReadOnlyList<string> Unread { get; set; } = [];

    /// <summary>The first bad lines with their numbers and reasons, for people.</summary>
    public IReadOnlyList<string> Told => told;

    public void Add(IEnumerable<Admission> more)
    {
        foreach (var outcome in more) outcomes[(int)outcome]++;
    }

    public void AddBad(int line, string reason)
    {
        Bad++;
        if (told.Count < MostTold) told.Add($"line {line}: {reason}");
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
        Part(Bad, "not readable");
        var rows = Rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{Rows} rows");
        var what = parts.Count == 0 ? rows : $"{rows}: {string.Join(", ", parts)}";
        return isPlan ? $"Plan of {what}. Nothing was changed." : $"{what}.";
    }
}
