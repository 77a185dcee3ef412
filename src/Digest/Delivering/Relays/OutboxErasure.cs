using System.Text;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>Removes the mails to one address from the outbox folder.</summary>
internal sealed class OutboxErasure(StorageOptions options)
{
    // The header of our mails is far shorter.
    private const int HeadBytes = 8 * 1024;

    /// <returns>How many files were removed.</returns>
    /// <exception cref="IOException">A file can't be read or removed.</exception>
    public async Task<int> ForgetAsync(MailAddress address, CancellationToken ct)
    {
        var folder = options.FileIn("outbox");
        if (!Directory.Exists(folder)) return 0;
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml"))
        {
            if (!await IsToAsync(file, address, ct)) continue;
            File.Delete(file);
            removed++;
        }
        return removed;
    }

    // Each mail has one recipient, on one line of its own.
    private static async Task<bool> IsToAsync(string file, MailAddress address, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        var head = new byte[HeadBytes];
        var length = await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        foreach (var line in Encoding.UTF8.GetString(head, 0, length).Split('\n'))
        {
            if (line.Trim().Length == 0) return false;
            if (line.StartsWith("To:", StringComparison.OrdinalIgnoreCase)) return MailAddress.Parse(line[3..])?.Key == address.Key;
        }
        return false;
    }
}
