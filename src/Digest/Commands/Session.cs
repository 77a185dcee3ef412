using Digest.Storage;
using Digest.Storage.Settings;
using Serilog;
using Serilog.Events;

namespace Digest.Commands;

/// <summary>
/// What a command works with that reads and writes rows only: the settings and the rooms, ready to use. It runs beside a
/// server or without one.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private Session(Settings settings, ServiceProvider services)
    {
        Settings = settings;
        this.services = services;
    }

    public Settings Settings { get; }

    /// <exception cref="Fault">A setting, the folder, the schema or the keys can't be used.</exception>
    public static async Task<Session> OpenAsync(CancellationToken ct)
    {
        var configuration = SettingsFiles.Read(Directory.GetCurrentDirectory());
        var settings = Settings.Read(configuration);
        var services = new ServiceCollection();
        services.AddLogging(AddQuietLog);
        services.AddRooms(configuration, settings, worker: null);
        var session = new Session(settings, services.BuildServiceProvider());
        try
        {
            await session.Get<Installation>().PrepareAsync(held: null, Screen.NewDatabase, ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>Warnings and worse, on standard error.</summary>
    public static void AddQuietLog(ILoggingBuilder logging) => AddLog(logging, LogEventLevel.Warning);

    /// <summary>All that an operator wants to read, on standard error. Framework chatter is left out: it names paths, and paths hold tokens.</summary>
    public static void AddLog(ILoggingBuilder logging, LogEventLevel least)
    {
        logging.ClearProviders();
        logging.AddSerilog(new LoggerConfiguration()
            .MinimumLevel.Is(least)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .WriteTo.Console(
                standardErrorFromLevel: LogEventLevel.Verbose,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u4} {Message:lj}{NewLine}{Exception}")
            .CreateLogger(), dispose: true);
    }
}
