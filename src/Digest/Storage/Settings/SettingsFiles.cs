namespace Digest.Storage.Settings;

/// <summary>Where settings come from: the shipped file, over it one in the working directory, over both the environment.</summary>
internal static class SettingsFiles
{
    public const string FileName = "appsettings.json";
    public const string Root = "Digest";

    /// <exception cref="Fault">A file is no JSON.</exception>
    public static IConfigurationRoot Read(string workingDirectory)
    {
        var builder = new ConfigurationBuilder();
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true, reloadOnChange: false);
        var own = Path.Combine(workingDirectory, FileName);
        if (!SameFolder(workingDirectory, AppContext.BaseDirectory)) builder.AddJsonFile(own, optional: true, reloadOnChange: false);
        builder.AddEnvironmentVariables();
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException fault)
        {
            var cause = fault.InnerException is { } inner ? inner.InnerException?.Message ?? inner.Message : "it is no JSON";
            throw new Fault($"{own} can't be read: {cause.ReplaceLineEndings(" ").Trim()} Mend it there and try again.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new Fault($"{own} can't be read: {fault.Message}", fault);
        }
    }

    private static bool SameFolder(string a, string b) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(a)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(b));
}
