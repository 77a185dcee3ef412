using Digest.Collecting.Fetching;
using Digest.Storage;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>What a command was told to look at.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ContentType">The header it came with; null for a file.</param>
/// <param name="Address">Where it came from; null for a file.</param>
internal readonly record struct Document(ReadOnlyMemory<byte> Bytes, string? ContentType, Uri? Address);

/// <summary>Reads the document that a command's <c>FILE-or-URL</c> names. Opens no database; throws <see cref="Fault"/> with one line.</summary>
internal static class Documents
{
    private const int MostBytes = 20 * 1024 * 1024;

    public static async Task<Document> ReadAsync(string what, CancellationToken ct) =>
        IsAddress(what) ? await FetchAsync(new Uri(what), ct) : new Document(await FileAsync(what, ct), null, null);

    private static bool IsAddress(string what) =>
        !File.Exists(what) && Uri.TryCreate(what, UriKind.Absolute, out var address) && address.Scheme is not "file";

    private static async Task<ReadOnlyMemory<byte>> FileAsync(string path, CancellationToken ct)
    {
        try
        {
            if (Directory.Exists(path)) throw new Fault($"{path} is a folder. Name a file or an address.");
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes }) throw new Fault($"{path} is larger than 20 MiB: no feed and no page is.");
            return await File.ReadAllBytesAsync(path, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new Fault($"{path} can't be read: {fault.Message}", fault);
        }
    }

    private static async Task<Document> FetchAsync(Uri address, CancellationToken ct)
    {
        var settings = Settings.Read(SettingsFiles.Read(Directory.GetCurrentDirectory()));
        using var fetcher = new Fetcher(settings.Collecting, new SystemDns(), TimeProvider.System, settings.BaseUrl);
        return await fetcher.GetAsync(new FetchRequest(address), ct) switch
        {
            FetchResult.Fetched fetched => new Document(fetched.Bytes, fetched.ContentType, fetched.Address),
            FetchResult.Failed failed => throw new Fault($"{address}: {failed.Reason}."),
            _ => throw new Fault($"{address}: answered that nothing changed, though nothing was asked."),
        };
    }
}
