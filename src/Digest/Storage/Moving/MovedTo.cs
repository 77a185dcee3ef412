namespace Digest.Storage.Moving;

/// <summary>
/// The file <c>moved-to</c> in a data folder whose SQLite file was moved to a server, or is being moved: while it stands there
/// nobody works with that file or writes to it. Whoever did would mail everybody a second time, or take a "no" that is never
/// heard of. It says where to; deleting it is the operator's word that the old end goes on.
/// </summary>
internal sealed class MovedTo(StorageOptions options)
{
    private const string Begun = "begun";
    private const string Done = "done";

    public string FilePath => options.FileIn("moved-to");

    /// <exception cref="Fault">It stands there; the message says what to do.</exception>
    public void Refuse()
    {
        if (Words() is { } words) throw new Fault(words);
    }

    /// <summary>The same within a write transaction: for who asked, the storage can't be written for now.</summary>
    /// <exception cref="IOException">It stands there.</exception>
    public void RefuseWriting()
    {
        if (File.Exists(FilePath) && Words() is { } words) throw new IOException(words);
    }

    public void Begin(string place) => Write($"{Begun} {place}");

    public void Finish(string place) => Write($"{Done} {place}");

    private string? Words()
    {
        string text;
        try
        {
            text = File.ReadAllText(FilePath).Trim();
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        var place = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return text.StartsWith(Done, StringComparison.Ordinal)
            ? $"This installation was moved to {place}; to work here, too, would mail everybody twice. Set Digest:Database:Provider to PostgreSql, and its ConnectionString. To come back to what {options.FileIn("digest.db")} knew then, delete {FilePath}"
            : $"This installation is being moved to {place}. Let it finish, or run digest move again. To stay here, delete {FilePath}";
    }

    // Whole or not at all.
    private void Write(string line)
    {
        var draft = $"{FilePath}.{Environment.ProcessId}";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, FilePath, overwrite: true);
    }
}
