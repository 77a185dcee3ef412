using System.IO.Compression;
using Digest.Storage;

namespace Digest.Subscribing.Import;

/// <summary>One file of readers: a file itself, or one within an archive.</summary>
/// <param name="Name">Without folders.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Open">From the start, as often as it is asked.</param>
internal sealed record ImportPart(string Name, long Length, Func<Stream> Open);

/// <summary>What a publisher has from another product: a file, or a zip archive of several.</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly ZipArchive? archive;
    private readonly FileStream? copy;

    private ImportFile(IReadOnlyList<ImportPart> parts, ZipArchive? archive, FileStream? copy)
    {
        Parts = parts;
        this.archive = archive;
        this.copy = copy;
    }

    public IReadOnlyList<ImportPart> Parts { get; }

    public bool IsArchive => archive is not null;

    /// <summary>A file in memory.</summary>
    public static ImportFile Of(string name, byte[] bytes) => new([new ImportPart(name, bytes.Length, () => new MemoryStream(bytes, writable: false))], null, null);

    /// <exception cref="Fault">It can't be read, or has no file of readers.</exception>
    public static async Task<ImportFile> OpenAsync(string path, CancellationToken ct)
    {
        try
        {
            var file = Open(path);
            // A pipe can be read once; the charset is looked for before.
            var copy = file.CanSeek ? null : await CopyAsync(file, ct);
            if (copy is not null) await file.DisposeAsync();
            return Of(path, copy ?? file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            throw new Fault($"The file '{path}' can't be read: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        archive?.Dispose();
        copy?.Dispose();
    }

    private static ImportFile Of(string path, FileStream file)
    {
        Span<byte> head = stackalloc byte[4];
        var isZip = file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\u0003\u0004"u8);
        file.Position = 0;
        if (!isZip) return new ImportFile([new ImportPart(Path.GetFileName(path), file.Length, () => Again(file))], null, file);
        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        ImportPart[] parts = [.. archive.Entries.Where(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).Select(e => new ImportPart(e.Name, e.Length, e.Open))];
        return parts.Length > 0 ? new ImportFile(parts, archive, file) : throw new Fault($"The archive '{path}' has no file that ends in .csv.");
    }

    // The readers of a part leave it open.
    private static FileStream Again(FileStream file)
    {
        file.Position = 0;
        return file;
    }

    private static async Task<FileStream> CopyAsync(Stream pipe, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var copy = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        await pipe.CopyToAsync(copy, ct);
        copy.Position = 0;
        return copy;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
}
