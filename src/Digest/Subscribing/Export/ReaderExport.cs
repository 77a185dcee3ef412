using System.Globalization;
using CsvHelper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Export;

/// <summary>
/// Writes the readers of a newsletter as CSV: UTF-8 without a mark, RFC 4180, times in ISO 8601 UTC, no cell that a
/// spreadsheet would run. What the import reads back is what stood here. In pages, so that memory stays flat.
/// </summary>
internal static class ReaderExport
{
    public static async Task WriteAsync(IAsyncEnumerable<Subscription> readers, Stream to, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default, leaveOpen: true);
        csv.WriteHeader("email", "name", "status", "time_zone", "send_at", "topics", "created_at", "confirmed_at");
        await foreach (var reader in readers.WithCancellation(ct))
        {
            string[] cells =
            [
                reader.Email, reader.Name, reader.Status, reader.TimeZone ?? "", reader.SendAt ?? "",
                string.Join(';', Topics(reader)), Time(reader.CreatedAt), Time(reader.ConfirmedAt),
            ];
            await csv.WriteRecordAsync([.. cells.Select(FormulaGuard.Put)], ct);
        }
    }

    /// <summary>Those with this status; null: all.</summary>
    public static async IAsyncEnumerable<Subscription> Only(IAsyncEnumerable<Subscription> readers, SubscriptionStatus? status)
    {
        var wanted = status?.Text();
        await foreach (var reader in readers)
            if (wanted is null || reader.Status == wanted) yield return reader;
    }

    public static string[] Topics(Subscription reader) => reader.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
