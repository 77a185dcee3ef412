using System.Globalization;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Export;

namespace Digest.Subscribing.Import;

/// <summary>A reader as a file names them.</summary>
/// <param name="Address">Checked.</param>
/// <param name="Name">Empty: unknown.</param>
/// <param name="Said">The file's own word on the standing; null where it has no such column or leaves it empty.</param>
/// <param name="Standing">All that the file says, with the status that the import asks for.</param>
internal sealed record ImportRow(MailAddress Address, string Name, SubscriptionStatus? Said, Standing Standing)
{
    /// <summary>Reads a record.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="columns">What they are.</param>
    /// <param name="asked">As what the import takes its readers: pending or active.</param>
    /// <returns>The row, or why there is none.</returns>
    public static (ImportRow? Row, string? Bad) Read(string[] fields, ImportColumns columns, SubscriptionStatus asked)
    {
        if (fields.Skip(columns.Count).Any(f => f.Length > 0))
            return (null, $"has {fields.Length} fields, but {columns.Count} are expected; a comma within a name needs quotes around the name");
        string Of(string column) => FormulaGuard.Take(columns.Of(fields, column));
        var typed = Of("email");
        if (typed.Length == 0) return (null, "has no address");
        if (MailAddress.Parse(typed) is not { } address) return (null, $"'{ReaderText.Name(typed)}' is no mail address");
        SubscriptionStatus? said = null;
        if (Of("status") is { Length: > 0 } word)
        {
            if (!TryStatus(word, out var status)) return (null, $"status '{ReaderText.Name(word)}' is not known; it should be one of {string.Join(", ", Enum.GetValues<SubscriptionStatus>().Select(s => s.Text()))}");
            said = status;
        }
        var standing = new Standing(Take(said, asked))
        {
            TimeZone = ReaderText.Zone(Of("timezone")),
            SendAt = TimeOnly.TryParseExact(Of("sendat"), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? Of("sendat") : null,
            Topics = string.Join('\n', Of("topics").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ReaderText.Name)),
            CreatedAt = Time(Of("createdat")),
            ConfirmedAt = Time(Of("confirmedat")),
        };
        return (new ImportRow(address, ReaderText.Name(Of("name")), said, standing), null);
    }

    /// <summary>
    /// A "no" in the file counts always. A "yes" needs the publisher's word: with <c>--status active</c> who reads in the
    /// file reads here and who is pending there is invited; without it both are invited.
    /// </summary>
    private static SubscriptionStatus Take(SubscriptionStatus? said, SubscriptionStatus asked) => said switch
    {
        null or SubscriptionStatus.Active => asked,
        SubscriptionStatus.Paused => asked == SubscriptionStatus.Active ? SubscriptionStatus.Paused : SubscriptionStatus.Pending,
        var other => other.Value,
    };

    private static bool TryStatus(string word, out SubscriptionStatus status)
    {
        var found = Enum.GetValues<SubscriptionStatus>().Cast<SubscriptionStatus?>().FirstOrDefault(s => string.Equals(s?.Text(), word, StringComparison.OrdinalIgnoreCase));
        status = found ?? default;
        return found is not null;
    }

    private static DateTimeOffset? Time(string written) =>
        DateTimeOffset.TryParseExact(written, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;
}
