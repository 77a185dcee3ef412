using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Digest.Storage;

namespace Digest.Subscribing.Export;

/// <summary>Writes what goes along with the readers: who must not be mailed as CSV, the evidence as one JSON document a line.</summary>
internal static class RecordExport
{
    private static readonly string[] SuppressionColumns = ["email", "address_hash", "newsletter", "reason", "at"];
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteSuppressionsAsync(IAsyncEnumerable<IDictionary<string, object?>> rows, bool forExcel, Stream to, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { WriteByteOrderMark = forExcel }, leaveOpen: true);
        csv.WriteHeader(SuppressionColumns);
        await foreach (var row in rows.WithCancellation(ct))
            await csv.WriteRecordAsync([.. SuppressionColumns.Select(name => FormulaGuard.Put(Shown(name, row[name])?.ToString() ?? ""))], ct);
    }

    public static async Task WriteConsentsAsync(IAsyncEnumerable<IDictionary<string, object?>> rows, Stream to, CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            // The newsletter is the file's; row numbers never leave the database.
            var shown = row.Where(p => p.Key is not ("id" or "newsletter")).ToDictionary(p => p.Key, p => Shown(p.Key, p.Value));
            await JsonSerializer.SerializeAsync(to, shown, Readable, ct);
            to.WriteByte((byte)'\n');
        }
    }

    private static object? Shown(string column, object? value) => value switch
    {
        long time when column == "at" || column.EndsWith("_at", StringComparison.Ordinal) => ExportFormats.Time(DateTimeOffset.FromUnixTimeMilliseconds(time)),
        byte[] id when column == "subscription" => PublicId.FromBytes(id).ToString(),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        var other => other,
    };
}
