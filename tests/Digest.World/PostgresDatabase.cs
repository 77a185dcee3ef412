namespace Digest.World;

/// <summary>A database of a <see cref="PostgresServer"/> that goes when disposed, whoever is still connected.</summary>
public sealed class PostgresDatabase : IAsyncDisposable, IDisposable
{
    private readonly PostgresServer server;

    internal PostgresDatabase(PostgresServer server, string name) => (this.server, Name) = (server, name);

    public string Name { get; }

    /// <summary>For Npgsql; more may be appended after a semicolon.</summary>
    public string ConnectionString => server.ConnectionString(Name);

    public async ValueTask DisposeAsync() => await server.DropAsync(Name);

    public void Dispose() => Task.Run(() => server.DropAsync(Name)).GetAwaiter().GetResult();
}
