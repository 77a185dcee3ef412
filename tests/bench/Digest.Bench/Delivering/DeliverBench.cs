using System.Globalization;
using System.Security.Cryptography;
using Digest.World;

namespace Digest.Bench.Delivering;

/// <summary>
/// The whole send path against the limit: smtp-source with the same bytes, over as many kept sessions, into the same sink, in
/// turns; then a release to very many. Writes what it measured into <c>RESULTS.md</c>.
/// </summary>
internal static class DeliverBench
{
    private const int Connections = 16;
    private const int Few = 10_000;

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (readers, rounds, many) = (arguments.Number("readers", 20_000), arguments.Number("rounds", 5), arguments.Number("many", 1_000_000));
        var results = new Results(readers, rounds);
        using var sink = new Sink();
        await PathsAsync(sink, readers, rounds, results);
        if (many > 1) await ReleaseAsync(sink, many, results);
        return await results.WriteAsync(arguments.Text("out", "")) ? 0 : 1;
    }

    private static async Task PathsAsync(Sink sink, int readers, int rounds, Results results)
    {
        using var folder = new TempFolder();
        using var server = await PostgresServer.StartAsync(durable: true);
        await using var database = await server.CreateAsync();
        await using var file = await Installed.OpenAsync(sink, readers, Connections);
        await using var shared = await Installed.OpenAsync(sink, readers, Connections, database);
        var (mail, blast) = (folder.File("mail"), folder.File("blast"));
        await shared.SampleAsync(folder.File("another"));
        await file.SampleAsync(mail);
        // smtp-source wants lines, and makes CRLF of their ends.
        await File.WriteAllTextAsync(blast, (await File.ReadAllTextAsync(mail)).Replace("\r\n", "\n", StringComparison.Ordinal));
        results.MailBytes = new FileInfo(mail).Length;
        for (var round = 0; round < rounds; round++)
        {
            sink.Tell();
            await Sender.RunAsync(Blast(sink, blast, readers));
            results.Limit.Add(sink.Tell().PerSecond);
            file.Sign(true);
            results.Signed.Add(await file.SendAsync());
            file.Sign(false);
            results.Unsigned.Add(await file.SendAsync());
            results.Shared.Add(await shared.SendAsync());
            await AsItComesAsync(sink, mail, results);
            results.Tell(round);
        }
    }

    private static async Task AsItComesAsync(Sink sink, string mail, Results results)
    {
        using var folder = new TempFolder();
        using var rsa = RSA.Create(2048);
        var key = folder.Write("dkim.pem", rsa.ExportRSAPrivateKeyPem());
        const int Mails = 400;
        results.AsItComes.Add(Mails / await AsItComes.SendAsync(sink.Port, mail, key, Mails));
        sink.Tell();
    }

    private static async Task ReleaseAsync(Sink sink, int many, Results results)
    {
        results.Few = await Million.SendAsync(sink, Few, Connections);
        results.Many = await Million.SendAsync(sink, many, Connections);
    }

    private static ProcessPlan Blast(Sink sink, string file, int mails) => new()
    {
        Executable = "/usr/sbin/smtp-source",
        Arguments =
        [
            "-d", "-s", Text(Connections), "-m", Text(mails), "-f", "news@oxide.example", "-t", "r1@readers.example", "-F", file, $"127.0.0.1:{sink.Port}",
        ],
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
