using System.Globalization;
using System.Net;
using Digest.Readers;
using Digest.Subscribing.Export;
using Digest.Subscribing.Pages;
using Digest.Templating;

namespace Digest.Subscribing.Import;

/// <summary>Makes people of records.</summary>
/// <param name="columns">Of the file.</param>
/// <param name="asked">As what the import takes its readers: pending or active.</param>
/// <param name="hasWeekly">Whether the newsletter has a weekly edition.</param>
/// <param name="topics">Of the newsletter: of the tags of other products only these mean something here.</param>
/// <param name="hasher">Knows addresses by their keyed hash.</param>
/// <param name="report">Is told which tags mean nothing.</param>
internal sealed class RowReader(ImportColumns columns, SubscriptionStatus asked, bool hasWeekly, IReadOnlyList<string> topics, AddressHasher hasher, ImportReport report) : IRowReader
{
    private readonly bool isOurs = columns.Product == Products.Plain;
    private readonly string way = columns.Product.Name.Length == 0 ? "import" : $"import:{columns.Product.Name}";
    private Standing? latest;
    private bool isTold;

    public ImportRow Read(string[] fields)
    {
        var typed = Of(fields, Meaning.Email);
        ImportRow Bad(string reason) => new(null, reason, typed);
        if (fields.Length > columns.Count && fields.Skip(columns.Count).Any(f => f.Length > 0))
            return Bad($"has {fields.Length} fields, but {columns.Count} are expected; a comma within a name needs quotes around the name");
        if (typed.Length == 0) return Bad("has no address");
        if (MailAddress.Parse(typed, out var fault) is not { } address) return Bad($"'{ReaderText.Name(typed)}' {fault?.Words()}");
        var (said, unknown) = SaidOf(fields);
        if (unknown is not null) return Bad(unknown);
        if (said == Said.NeverSubscribed) return Bad("never subscribed there");
        var standing = StandingOf(fields, said);
        // Most rows of most files say the same: one object for all of them.
        if (standing == latest) standing = latest;
        latest = standing;
        if (standing.Cadence == "weekly" && !hasWeekly) TellNoWeekly();
        var client = IPAddress.TryParse(columns.LastOf(fields, Meaning.Client), out var ip) ? ClientNetwork.Truncated(ip) : null;
        // Who never confirmed there has agreed to nothing.
        var agreed = said == Said.Pending ? null : standing.ConfirmedAt ?? standing.CreatedAt;
        var act = new ConsentAct("imported", way, Client: client) { Detail = agreed is null ? null : $"the file says: agreed {ExportFormats.Time(agreed)}" };
        return new ImportRow(new Newcomer(address, hasher.Hash(address), NameOf(fields), standing, act), null, typed);
    }

    private void TellNoWeekly()
    {
        if (isTold) return;
        isTold = true;
        report.Note("The newsletter has no weekly edition: who reads weekly in the file gets the daily one from its next release on, unless its setting Weekly names a day before.");
    }

    // The most final word counts, of the file and of the row.
    private (Said? Said, string? Unknown) SaidOf(string[] fields)
    {
        var most = columns.Everybody;
        foreach (var (column, word) in columns.Standings(fields))
        {
            var said = column.WhenFilled;
            if (column.Words is { } words)
            {
                if (!words.TryGetValue(word, out var found))
                    return (null, $"status '{ReaderText.Name(word)}' is not known; it should be one of {string.Join(", ", words.Keys)}");
                said = found;
            }
            if (most is null || said > most) most = said;
        }
        return (most, null);
    }

    private Standing StandingOf(string[] fields, Said? said)
    {
        var standing = new Standing(StatusOf(said))
        {
            TimeZone = ReaderText.Zone(Of(fields, Meaning.TimeZone)),
            SendAt = TimeOnly.TryParseExact(Of(fields, Meaning.SendAt), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? Of(fields, Meaning.SendAt) : null,
            Cadence = Of(fields, Meaning.Cadence) == "weekly" ? "weekly" : "daily",
            Format = Of(fields, Meaning.Format) == "text" ? "text" : "html",
            Language = Language(Of(fields, Meaning.Language)),
            Topics = TopicsOf(fields),
            CreatedAt = FileTime.Read(columns.LastOf(fields, Meaning.CreatedAt)),
            ConfirmedAt = FileTime.Read(Of(fields, Meaning.ConfirmedAt)),
            PausedUntil = StatusOf(said) == SubscriptionStatus.Paused ? FileTime.Read(Of(fields, Meaning.PausedUntil)) : null,
        };
        return said == Said.Blocked ? standing with { Off = SuppressionReason.Never } : standing;
    }

    /// <summary>
    /// A "no" in the file counts always. A "yes" needs the publisher's word: with <c>--status active</c> who reads in the
    /// file reads here and who is pending there is invited; without it both are invited.
    /// </summary>
    private SubscriptionStatus StatusOf(Said? said) => said switch
    {
        null or Said.Active => asked,
        Said.Paused => asked == SubscriptionStatus.Active ? SubscriptionStatus.Paused : SubscriptionStatus.Pending,
        Said.Pending => SubscriptionStatus.Pending,
        Said.Bounced => SubscriptionStatus.Bounced,
        Said.Complained => SubscriptionStatus.Complained,
        _ => SubscriptionStatus.Unsubscribed,
    };

    private string NameOf(string[] fields)
    {
        var name = Of(fields, Meaning.Name);
        return ReaderText.Name(name.Length > 0 ? name : $"{Of(fields, Meaning.FirstName)} {Of(fields, Meaning.LastName)}");
    }

    // What we wrote comes back whole; what another product calls a tag is a topic only where the newsletter has it.
    private string TopicsOf(string[] fields)
    {
        var cell = Of(fields, Meaning.Topics);
        if (cell.Length == 0) return "";
        if (isOurs) return string.Join('\n', TopicList.Read(cell).Select(Plain.Line));
        var tags = cell.Split(columns.Product.Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(t => ReaderText.Name(t.Trim('"'))).Where(t => t.Length > 0);
        var taken = new List<string>();
        foreach (var tag in tags)
        {
            if (topics.FirstOrDefault(t => t.Equals(tag, StringComparison.OrdinalIgnoreCase)) is { } topic) taken.Add(topic);
            else report.AddTag(tag);
        }
        return string.Join('\n', taken.Distinct());
    }

    private static string Language(string tag) => tag.Length <= 35 && tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? tag : "";

    private string Of(string[] fields, Meaning meaning) => FormulaGuard.Take(columns.Of(fields, meaning));
}
