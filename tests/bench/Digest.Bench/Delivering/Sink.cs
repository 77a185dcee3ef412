using System.Diagnostics;
using System.Globalization;

namespace Digest.Bench.Delivering;

/// <param name="Mails">How many came.</param>
/// <param name="Copies">Of these to somebody who had one already.</param>
/// <param name="Bytes">Of all.</param>
/// <param name="Seconds">From the first mail to the last.</param>
internal sealed record Taken(long Mails, long Copies, long Bytes, double Seconds)
{
    public double PerSecond => Mails / Seconds;
}

/// <summary>The counting sink, as a process of its own.</summary>
internal sealed class Sink : IDisposable
{
    private readonly Process process;

    public Sink()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, "sink") { RedirectStandardInput = true, RedirectStandardOutput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("The sink did not start.");
        Port = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>What came since the last time; it counts anew.</summary>
    public Taken Tell() => Ask("tell");

    /// <summary>Writes the first mail of the last count into a file; it counts anew.</summary>
    public Taken Sample(string path) => Ask($"sample {path}");

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private Taken Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        var words = process.StandardOutput.ReadLine()!.Split(' ');
        return new Taken(
            long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture),
            long.Parse(words[2], CultureInfo.InvariantCulture), double.Parse(words[3], CultureInfo.InvariantCulture));
    }
}
