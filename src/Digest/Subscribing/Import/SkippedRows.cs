using CsvHelper;
using Digest.Subscribing.Export;

namespace Digest.Subscribing.Import;

/// <summary>
/// A CSV file of every record that an import passed over, and why. It holds addresses: only its owner may read it. It is
/// made with the first record.
/// </summary>
/// <param name="path">Where; its folder is made.</param>
internal sealed class SkippedRows(string path) : IAsyncDisposable
{
    private CsvWriter? csv;

    /// <summary>How many records are in it.</summary>
    public long Count { get; private set; }

    public void Add(string place, string email, string reason)
    {
        csv ??= Begin();
        csv.WriteRecord([FormulaGuard.Put(place), FormulaGuard.Put(email), FormulaGuard.Put(reason)]);
        Count++;
    }

    public async ValueTask DisposeAsync()
    {
        if (csv is not null) await csv.DisposeAsync();
    }

    private CsvWriter Begin()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder)) Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        }
        else Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        var writer = CsvWriter.Create(new FileStream(path, options), CsvWriterOptions.Default);
        writer.WriteHeader("place", "email", "reason");
        return writer;
    }
}
