namespace Digest.World;

/// <summary>Where this working copy keeps what tests need.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Digest.sln, found upwards from the running test.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The program under test: what <c>DIGEST_EXE</c> names (tests/run publishes it), else the product's build output of
    /// the configuration these tests were built in.
    /// </summary>
    public static string Executable
    {
        get
        {
            if (Environment.GetEnvironmentVariable("DIGEST_EXE") is { Length: > 0 } named)
                return File.Exists(named) ? named : throw new FileNotFoundException($"DIGEST_EXE names {named}, which is not there.");

            return Built(Path.Combine("src", "Digest"), "digest");
        }
    }

    /// <summary>The product's command line with faults of the storage, see Digest.Host.</summary>
    public static string Host => Built(Path.Combine("tests", "Digest.Host"), "Digest.Host");

    /// <summary>The folder of test corpora, named by <c>DIGEST_CORPORA</c> or lying beside the checkout; null when there is none.</summary>
    public static string? Corpora
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("DIGEST_CORPORA");
            var folder = string.IsNullOrEmpty(named) ? Path.Combine(Root, "..", "shared", "corpora") : named;
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    private static string Built(string project, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory); // …/bin/<configuration>/net10.0
        var built = Path.Combine(Root, project, "bin", output.Parent!.Name, output.Name, name);
        return File.Exists(built) ? built : throw new FileNotFoundException($"There is no {built}: build {project} first.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Digest.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Digest.sln above {AppContext.BaseDirectory}.");
    }
}
