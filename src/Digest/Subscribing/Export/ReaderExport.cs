using CsvHelper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Export;

/// <summary>
/// Writes the readers of a newsletter as CSV: UTF-8 (with a mark only for Excel, which needs one), RFC 4180, times in ISO
/// 8601 UTC, no cell that a spreadsheet would run. Of our own format the import reads back what stood here. In pages, so
/// that memory stays flat.
/// </summary>
internal static class ReaderExport
{
    public static async Task WriteAsync(IAsyncEnumerable<Subscription> readers, ExportFormat format, bool forExcel, Stream to, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { WriteByteOrderMark = forExcel }, leaveOpen: true);
        csv.WriteHeader([.. format.Columns.Select(c => c.Header)]);
        await foreach (var reader in readers.WithCancellation(ct))
            await csv.WriteRecordAsync([.. format.Columns.Select(c => FormulaGuard.Put(c.Cell(reader)))], ct);
    }

    /// <summary>Those with this status; null: all.</summary>
    public static IAsyncEnumerable<Subscription> Only(IAsyncEnumerable<Subscription> readers, SubscriptionStatus? status) =>
        status is { } one ? Only(readers, [one]) : readers;

    public static async IAsyncEnumerable<Subscription> Only(IAsyncEnumerable<Subscription> readers, IReadOnlyList<SubscriptionStatus> statuses)
    {
        var wanted = statuses.Select(s => s.Text()).ToHashSet();
        await foreach (var reader in readers)
            if (wanted.Contains(reader.Status)) yield return reader;
    }

    public static string[] Topics(Subscription reader) => reader.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
