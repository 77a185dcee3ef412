using System.Text.RegularExpressions;
using Digest.Storage;
using MimeKit;

namespace Digest.Publishing.Outbox;

/// <summary>One line of the list.</summary>
internal sealed record OutboxEntry(string Id, string To, string Subject, DateTimeOffset At);

/// <summary>The files <c>outbox/*.eml</c> of the data folder. A mail's id is its file's name without the ending.</summary>
internal sealed partial class OutboxFolder(StorageOptions options)
{
    private const string Ending = ".eml";

    private string Folder => options.FileIn("outbox");

    /// <summary>The newest mails first. One that vanishes meanwhile, or is no mail, is left out.</summary>
    public IReadOnlyList<OutboxEntry> Newest(int limit)
    {
        var folder = new DirectoryInfo(Folder);
        if (!folder.Exists) return [];
        return [.. folder.EnumerateFiles("*" + Ending)
            .Select(file => (file.Name, At: new DateTimeOffset(file.LastWriteTimeUtc)))
            .OrderByDescending(file => file.At).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => Entry(file.Name[..^Ending.Length], file.At)).OfType<OutboxEntry>().Take(limit)];
    }

    /// <summary>The whole mail; null: there is none of that id.</summary>
    public MimeMessage? Find(string id) => Read(id, MimeMessage.Load);

    private OutboxEntry? Entry(string id, DateTimeOffset at) =>
        Read(id, HeaderList.Load) is { } headers ? new OutboxEntry(id, headers[HeaderId.To] ?? "", headers[HeaderId.Subject] ?? "", at) : null;

    private T? Read<T>(string id, Func<Stream, CancellationToken, T> load) where T : class
    {
        if (!IdPattern().IsMatch(id)) return null;
        try
        {
            using var file = File.OpenRead(Path.Combine(Folder, id + Ending));
            return load(file, CancellationToken.None);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or FormatException)
        {
            return null;
        }
    }

    // What a Message-ID may be made of, and nothing that leads out of the folder.
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.@+=-]{0,199}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdPattern();
}
