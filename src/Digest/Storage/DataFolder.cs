namespace Digest.Storage;

/// <summary>The folder that holds everything of an installation. Only its owner may read it.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="Fault">It can't be made or written.</exception>
    public static void Prepare(StorageOptions options)
    {
        try
        {
            if (Directory.Exists(options.Folder)) return;
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(options.Folder);
            else Directory.CreateDirectory(options.Folder, OwnerOnly);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unusable(options, fault);
        }
    }

    /// <summary>Lets nobody but its owner read a database file and what SQLite keeps beside it, whatever the folder allows.</summary>
    public static void Protect(string database)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            if (File.Exists(database + suffix)) File.SetUnixFileMode(database + suffix, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>What the operator reads when the folder or its database can't be used.</summary>
    public static Fault Unusable(StorageOptions options, Exception cause) => new(cause is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 11 or 26 }
        ? $"{options.FileIn("digest.db")} is damaged or no database: {cause.Message} Put back the last backup."
        : $"Digest:DataDirectory '{options.Folder}' can't be used: {cause.Message} Give a folder that this user may write.", cause);
}
