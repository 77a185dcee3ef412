using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing.Import;

/// <param name="Status">As what readers are taken: pending (they are asked to confirm) or active (the publisher holds their consent).</param>
/// <param name="IsPlan">Reports and changes nothing.</param>
internal sealed record ImportPlan(SubscriptionStatus Status, bool IsPlan);

/// <summary>
/// Takes the readers of a file into a newsletter, a few hundred in a step, so that a leave gets in between and memory
/// stays flat. What is here already is never changed and nobody is lifted off the suppression list, so an import that
/// was cut off (or done) can be run again.
/// </summary>
internal sealed class Importer(Invitations invitations, Admissions admissions, Database database, Writer writer)
{
    private const int Step = 250;

    /// <param name="newsletter">Whose readers they become.</param>
    /// <param name="file">UTF-8 with or without a mark, or UTF-16 with one.</param>
    /// <param name="plan">How.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="ct">Ends it between two steps.</param>
    /// <exception cref="Fault">The header has a column that may say who left, and can't be read.</exception>
    public async Task<ImportReport> RunAsync(Newsletter newsletter, Stream file, ImportPlan plan, Action progress, CancellationToken ct)
    {
        var report = new ImportReport();
        // Only a plan must remember, since its rows are not there to be found: some 30 bytes an address.
        var planned = new Dictionary<long, Admission>();
        await foreach (var rows in StepsAsync(file, plan, report, ct))
        {
            report.Add(plan.IsPlan ? await JudgeAsync(newsletter, rows, planned, ct) : await TakeAsync(newsletter, rows, ct));
            progress();
        }
        return report;
    }

    private static async IAsyncEnumerable<List<ImportRow>> StepsAsync(
        Stream file, ImportPlan plan, ImportReport report, [EnumeratorCancellation] CancellationToken ct)
    {
        using var text = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        var records = new CsvRecords(text);
        CsvFields? cutter = null;
        ImportColumns? columns = null;
        var rows = new List<ImportRow>(Step);
        await foreach (var record in records.ReadAsync(ct))
        {
            cutter ??= new CsvFields(records.Separator);
            var fields = record.Broken is null ? cutter.Cut(record.Text) : null;
            if (columns is null && fields is not null)
            {
                var header = ImportColumns.FromHeader(fields);
                columns = header ?? ImportColumns.Plain;
                report.Unread = columns.Unread;
                if (header is not null) continue;
            }
            var (row, bad) = fields is null ? (null, record.Broken) : ImportRow.Read(fields, columns ?? ImportColumns.Plain, plan.Status);
            if (row is null) report.AddBad(record.Line, bad ?? "can't be read");
            else rows.Add(row);
            if (rows.Count < Step) continue;
            yield return rows;
            rows = new List<ImportRow>(Step);
        }
        if (rows.Count > 0) yield return rows;
    }

    private Task<List<Admission>> TakeAsync(Newsletter newsletter, List<ImportRow> rows, CancellationToken ct) =>
        writer.WriteAsync(async (c, t) =>
        {
            var act = new ConsentAct("imported", "import");
            var outcomes = new List<Admission>(rows.Count);
            foreach (var row in rows) outcomes.Add(await invitations.AddAsync(c, t, newsletter.Id, row.Address, row.Name, row.Standing, act));
            return outcomes;
        }, ct);

    private async Task<List<Admission>> JudgeAsync(Newsletter newsletter, List<ImportRow> rows, Dictionary<long, Admission> planned, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var outcomes = new List<Admission>(rows.Count);
        foreach (var row in rows)
        {
            var outcome = await admissions.JudgeAsync(c, null, newsletter.Id, row.Address, row.Standing.Status);
            var key = HashOf(row.Address.Key);
            if (planned.TryGetValue(key, out var first)) outcome = Again(first, outcome);
            outcomes.Add(planned[key] = outcome);
        }
        return outcomes;
    }

    // A second row of the same address finds the first one's.
    private static Admission Again(Admission first, Admission second) => (first, second) switch
    {
        (Admission.Off or Admission.KeptOff, _) => Admission.KeptOff,
        (Admission.Invited or Admission.Present, Admission.Active) => Admission.Active,
        _ => Admission.Present,
    };

    private static long HashOf(string key) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
