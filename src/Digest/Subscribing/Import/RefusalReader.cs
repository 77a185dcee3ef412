using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;

namespace Digest.Subscribing.Import;

/// <summary>
/// Reads our own suppression.csv. An address counts by its hash here; a row without one by the hash that stands there,
/// which finds nobody when it was made with another installation's key.
/// </summary>
/// <param name="columns">Of the file.</param>
/// <param name="hasher">Ours.</param>
/// <param name="newsletters">Those that rows may name; a row without a reason is taken for "never" then. Null: all rows are of one newsletter.</param>
/// <param name="report">Told what was not understood.</param>
/// <param name="clock">The time of a row that names none.</param>
internal sealed class RefusalReader(
    ImportColumns columns, AddressHasher hasher, IReadOnlyList<Newsletter>? newsletters, ImportReport report, TimeProvider clock) : IRowReader
{
    private bool isTold;

    public ImportRow Read(string[] fields)
    {
        var typed = Of(fields, Meaning.Email);
        ImportRow Bad(string reason) => new(null, reason, typed);
        if (columns.Product != Products.Refused && fields.Length > columns.Count) return Bad("has more than an address and a name, and no header says what; the first line should be one, e.g. email,newsletter,reason,at");
        var word = Of(fields, Meaning.Reason);
        if ((word.Length == 0 && newsletters is not null ? SuppressionReason.Never : ReasonOf(word)) is not { } reason) return Bad($"reason '{ReaderText.Name(word)}' is not known; it should be one of {string.Join(", ", Enum.GetValues<SuppressionReason>().Select(r => r.Text()))}");
        var address = MailAddress.Parse(typed, out var fault);
        if (typed.Length > 0 && address is null) return Bad($"'{ReaderText.Name(typed)}' {fault?.Words()}");
        var written = HashOf(Of(fields, Meaning.AddressHash));
        var hash = address is null ? written : hasher.Hash(address);
        if (hash is null) return Bad("has neither an address nor the hash of one");
        if (address is not null && written is not null && !hash.AsSpan().SequenceEqual(written)) TellOtherKey();
        var slug = Of(fields, Meaning.Newsletter);
        var isEverywhere = reason != SuppressionReason.Left || slug.Equals("all", StringComparison.OrdinalIgnoreCase);
        var named = isEverywhere || slug.Length == 0 ? null : newsletters?.FirstOrDefault(n => n.Slug == slug);
        if (!isEverywhere && slug.Length > 0 && newsletters is not null && named is null) return Bad($"newsletter '{ReaderText.Name(slug)}' is none of this installation");
        var at = FileTime.Read(Of(fields, Meaning.Since)) ?? clock.GetUtcNow();
        return new ImportRow(null, null, typed) { Refusal = new Refusal(hash, isEverywhere, reason, at, "import:suppression") { Newsletter = named?.Id } };
    }

    private void TellOtherKey()
    {
        if (isTold) return;
        isTold = true;
        report.Note("Its hashes were made with another installation's key: rows without an address are kept, but find nobody here.");
    }

    private static SuppressionReason? ReasonOf(string word) =>
        Enum.GetValues<SuppressionReason>().Cast<SuppressionReason?>().FirstOrDefault(r => r?.Text().Equals(word, StringComparison.OrdinalIgnoreCase) == true);

    private static byte[]? HashOf(string hex) => hex.Length == 2 * AddressHasher.Bytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private string Of(string[] fields, Meaning meaning) => FormulaGuard.Take(columns.Of(fields, meaning));
}
