using System.Runtime.CompilerServices;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Import;

/// <summary>Some people of a file, or some whom it refuses, with where each stands in it.</summary>
internal sealed record ImportBatch(IReadOnlyList<Newcomer> People, IReadOnlyList<Refusal> Refusals, IReadOnlyList<(string Place, string Typed)> Places);

/// <summary>Reads one file in batches, so that memory stays flat; what can't be taken goes to the report.</summary>
/// <param name="part">The file.</param>
/// <param name="isOneOfMany">It lies in an archive: a file without addresses is passed over, and places name it.</param>
/// <param name="isOfRefused">It lists who must not be mailed, whatever its header looks like.</param>
/// <param name="makeReader">Makes people of the records of a file with these columns.</param>
/// <param name="report">Told what was not understood.</param>
internal sealed class PartReader(ImportPart part, bool isOneOfMany, bool isOfRefused, Func<ImportColumns, IRowReader> makeReader, ImportReport report)
{
    private const int Most = 8 * 1024;

    private CsvRecords? records;

    /// <summary>How much of the file was read, from 0 to 1.</summary>
    public double Share => records is null || part.Length == 0 ? 0 : Math.Min(1, (double)records.Characters / part.Length);

    /// <exception cref="Fault">The header has a column that may say who left, and can't be read.</exception>
    public async IAsyncEnumerable<ImportBatch> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var charset = await FileCharset.OfAsync(part.Open(), ct);
        using var text = new StreamReader(part.Open(), charset, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        records = new CsvRecords(text);
        CsvFields? cutter = null;
        IRowReader? reader = null;
        var (people, refusals, places) = (new List<Newcomer>(), new List<Refusal>(), new List<(string, string)>());
        await foreach (var record in records.ReadAsync(ct))
        {
            cutter ??= new CsvFields(records.Separator);
            var fields = record.Broken is null ? cutter.Cut(record.Text) : null;
            if (reader is null && fields is not null)
            {
                var header = isOfRefused ? ImportColumns.OfRefused(fields) : ImportColumns.FromHeader(fields, part.Name);
                if (header is null && isOneOfMany && !fields.Any(f => MailAddress.Parse(f) is not null))
                {
                    report.Note($"{part.Name} has no column of addresses and was passed over.");
                    yield break;
                }
                reader = makeReader(header ?? ImportColumns.Plain(part.Name));
                if (header is not null) Tell(header);
                if (header is not null) continue;
            }
            var place = isOneOfMany ? $"{part.Name} line {record.Line}" : $"line {record.Line}";
            var row = reader is null || fields is null ? new ImportRow(null, record.Broken ?? "can't be read", "") : reader.Read(fields);
            if (row.Person is { } person) people.Add(person);
            else if (row.Refusal is { } refusal) refusals.Add(refusal);
            else
            {
                report.AddBad(place, row.Typed, row.Reason ?? "can't be read");
                continue;
            }
            places.Add((place, row.Typed));
            if (places.Count < Most) continue;
            yield return new ImportBatch(people, refusals, places);
            (people, refusals, places) = (new List<Newcomer>(), new List<Refusal>(), new List<(string, string)>(Most));
        }
        if (places.Count > 0) yield return new ImportBatch(people, refusals, places);
    }

    private void Tell(ImportColumns columns)
    {
        report.HasHeader = true;
        report.Unread = [.. report.Unread.Union(columns.Unread)];
        if (columns.Product == Products.Refused)
        {
            report.Note($"{part.Name} is read as a list of who must not be mailed; nobody in it becomes a reader.");
            return;
        }
        if (columns.Product.Name.Length == 0 && columns.Everybody is null) return;
        var product = columns.Product.Name.Length == 0 ? "" : $" of {columns.Product.Name}";
        var everybody = columns.Everybody switch
        {
            Said.NeverSubscribed => "; nobody in it subscribed",
            Said.Bounced => "; all in it bounced",
            null => "",
            _ => "; all in it left",
        };
        report.Note($"{part.Name} is read as an export{product}{everybody}.");
    }
}
