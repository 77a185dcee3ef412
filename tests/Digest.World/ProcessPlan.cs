using System.Diagnostics;

namespace Digest.World;

/// <summary>How a <see cref="DigestProcess"/> is started.</summary>
public sealed record ProcessPlan
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables on top of the test's own, such as <c>Digest__DataDirectory</c>; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where it runs. Null: a fresh folder that goes away with it.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>What it reads; it finds the end of its input there.</summary>
    public string Input { get; init; } = "";

    /// <summary>Another program, for tools around the product. Null: <see cref="Checkout.Executable"/>.</summary>
    public string? Executable { get; init; }

    internal ProcessStartInfo ToStartInfo(string folder)
    {
        var info = new ProcessStartInfo(Executable ?? Checkout.Executable, Arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Settings of whoever runs the tests are not settings of the test.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("Digest__", StringComparison.OrdinalIgnoreCase)).ToList())
            info.Environment.Remove(name);
        info.Environment.TryAdd("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeFolder, "..", "..", "..")));
        foreach (var (name, value) in Environment)
            info.Environment[name] = value;
        return info;
    }

    private static string RuntimeFolder => System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
}
