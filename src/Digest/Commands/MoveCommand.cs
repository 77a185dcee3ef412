using System.CommandLine;
using System.Globalization;
using Digest.Storage;
using Digest.Storage.Moving;
using Digest.Storage.Settings;

namespace Digest.Commands;

/// <summary>Moves the installation from its SQLite file to PostgreSQL.</summary>
internal static class MoveCommand
{
    public static Command Make()
    {
        var to = new Option<string>("--to")
        {
            Description = "The empty database, as Digest:Database:ConnectionString will name it, e.g. \"Host=db.example.org;Database=digest;Username=digest;Password=...\"",
            HelpName = "CONNECTION",
            Required = true,
        };
        var command = new Command("move", "Move everything from digest.db to an empty PostgreSQL database; stop the server first. Cut off, run it again") { to };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(to), ct));
        return command;
    }

    private static async Task<int> RunAsync(string to, CancellationToken ct)
    {
        var settings = Settings.Read(SettingsFiles.Read(Directory.GetCurrentDirectory()));
        if (settings.Database.Provider != DatabaseProvider.Sqlite)
            throw new Fault("Digest:Database:Provider is PostgreSql already; digest move takes the rows of a SQLite file. Leave Provider and ConnectionString out until it is done.");
        Database.ServerSettings(to, "--to");
        using var held = WorkerLock.TryTake(settings, evenMoved: true)
            ?? throw new Fault($"Another process holds {settings.FileIn("worker.lock")} and works with {settings.FileIn("digest.db")}. Stop it, then run digest move again.");
        try
        {
            Tell(settings, await ProgressBar.RunAsync("Moving", share => new Move(settings, to, TimeProvider.System).RunAsync(share, ct)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            throw new Fault("Stopped. Run digest move again: it goes on where it stopped.");
        }
    }

    private static void Tell(Settings settings, MoveReport report)
    {
        if (report.Strange.Count > 0) Screen.Message($"Not moved, for Digest does not know them: {string.Join(", ", report.Strange)}");
        foreach (var table in report.Tables.Where(t => t.Count > 0))
            Screen.Data(string.Create(CultureInfo.InvariantCulture, $"{table.Table,-20} {table.Count,12:N0}  {table.Hash[..16]}"));
        Screen.Data(report.WasDone
            ? $"Moved to {report.Place} before."
            : string.Create(CultureInfo.InvariantCulture, $"Moved {report.Tables.Sum(t => t.Count):N0} rows to {report.Place}: as many, and the same, on both sides."));
        Screen.Message($"Now set Digest:Database:Provider to PostgreSql and Digest:Database:ConnectionString to what --to was, and start. Keep {settings.FileIn("digest.db")} as a backup: nothing in it was changed, and nothing works with it any more.");
    }
}
