namespace Digest.Storage;

/// <summary>Where Digest keeps what it knows, and how it is reached: the flat keys of section <c>Digest</c>.</summary>
internal class StorageOptions
{
    /// <summary>Public address of the web part, without a closing slash; every link in a mail begins with it.</summary>
    public string BaseUrl { get; set; } = "http://localhost:5080";

    /// <summary>Folder of database, lock, outbox and backups.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>File of the key that wraps all other keys; empty: <c>master.key</c> in <see cref="DataDirectory"/>.</summary>
    public string MasterKeyFile { get; set; } = "";

    /// <summary>Folder of mail and page templates; empty: the shipped ones.</summary>
    public string TemplatesDirectory { get; set; } = "";

    /// <summary>Addresses of proxies whose forwarded headers count.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    public DatabaseOptions Database { get; set; } = new();

    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Full path of the data folder.</summary>
    public string Folder => Path.GetFullPath(DataDirectory);

    /// <summary>Full path of a file in the data folder.</summary>
    public string FileIn(string name) => Path.Combine(Folder, name);

    public string MasterKeyPath => MasterKeyFile.Length == 0 ? FileIn("master.key") : Path.GetFullPath(MasterKeyFile);

    /// <summary>The templates that came with the program.</summary>
    public static string ShippedTemplates => Path.Combine(AppContext.BaseDirectory, "templates");

    public string TemplatesPath =>
        TemplatesDirectory.Length == 0 ? ShippedTemplates : Path.GetFullPath(TemplatesDirectory);

    /// <summary>An absolute address below <see cref="BaseUrl"/>; <paramref name="path"/> begins with a slash.</summary>
    public string Link(string path) => BaseUrl.TrimEnd('/') + path;
}

internal enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>Which database holds the rows.</summary>
internal sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Empty on SQLite: <c>digest.db</c> in the data folder.</summary>
    public string ConnectionString { get; set; } = "";
}

/// <summary>How long rows are kept.</summary>
internal sealed class RetentionOptions
{
    public TimeSpan Pending { get; set; } = TimeSpan.FromDays(14);
    public TimeSpan Addresses { get; set; } = TimeSpan.FromDays(30);
    public TimeSpan Left { get; set; } = TimeSpan.FromDays(3 * 365);
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(90);
    public TimeSpan Editions { get; set; } = TimeSpan.FromDays(400);
    public TimeSpan Articles { get; set; } = TimeSpan.FromDays(180);
}
