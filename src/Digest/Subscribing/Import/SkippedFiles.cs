using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Export;

namespace Digest.Subscribing.Import;

/// <summary>The lists of passed-over records in the data folder. They hold addresses, so an erasure reaches them too.</summary>
internal sealed class SkippedFiles(StorageOptions options, TimeProvider clock)
{
    private const string Stamp = "yyyyMMdd-HHmmss";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(1);

    // Long enough to mend a list and import it again.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private string Folder => options.FileIn("imports");

    /// <summary>A name that no other import has, for one that begins now.</summary>
    public string NewFile(string newsletter) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().ToString(Stamp, CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..8]}-{newsletter}-skipped.csv"));

    /// <summary>Deletes those of imports that began more than 30 days ago, whatever an erasure that was cut off left beside them included.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">A file can't be deleted.</exception>
    public int Sweep()
    {
        if (!Directory.Exists(Folder)) return 0;
        var old = Directory.GetFiles(Folder, "*-skipped.csv*").Where(file => BeganAt(file) is { } at && at < clock.GetUtcNow() - Kept).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private static DateTimeOffset? BeganAt(string file) =>
        Path.GetFileName(file) is { Length: > 15 } name && DateTimeOffset.TryParseExact(name[..15], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>Takes every record out that names an address. Each file is replaced as a whole: cut off, it is the old or the new one.</summary>
    /// <exception cref="IOException">A file can't be read or replaced.</exception>
    public async Task ForgetAsync(MailAddress address, CancellationToken ct)
    {
        if (!Directory.Exists(Folder)) return;
        var names = NamesOf(address);
        foreach (var file in Directory.GetFiles(Folder, "*-skipped.csv")) await ForgetAsync(file, address, names, ct);
    }

    private static async Task ForgetAsync(string file, MailAddress address, Regex names, CancellationToken ct)
    {
        var copy = $"{file}.new";
        var removed = 0;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // An import may be writing it still.
        using (var text = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)))
        await using (var kept = new StreamWriter(copy, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options) { NewLine = "\r\n" })
        {
            var fields = new CsvFields(',');
            await foreach (var record in new CsvRecords(text).ReadAsync(ct))
            {
                if (names.IsMatch(record.Text) || (record.Broken is null && fields.Cut(record.Text) is [_, var email, ..] && MailAddress.Parse(FormulaGuard.Take(email))?.Key == address.Key)) removed++;
                else await kept.WriteLineAsync(record.Text.AsMemory(), ct);
            }
        }
        if (removed > 0) File.Move(copy, file, overwrite: true);
        else File.Delete(copy);
    }

    // Not as the end or the beginning of somebody else's.
    private static Regex NamesOf(MailAddress address) => new(
        $"""(?<![\w.+%-])({Regex.Escape(address.Text)}|{Regex.Escape(address.Key)})(?![\w-]|\.\w)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, AtMost);
}
