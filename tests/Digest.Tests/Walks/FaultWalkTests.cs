using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Walks;

/// <summary>
/// The program's process dies (SIGKILL) right before its N-th commit, or when it is durable and nobody knows yet, for
/// N = 1, 2, 3 … until a run passes untouched; then it is run again as if nothing had been.
/// </summary>
internal sealed class FaultWalkTests
{
    private const int Readers = 50;
    private const int Killed = 128 + 9;

    [Test]
    public async Task T54_Killed_at_any_commit_of_the_first_start_the_next_one_completes_the_migration()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        for (var (n, untouched) = (1, false); !untouched; n++)
        {
            using var folder = new TempFolder();
            untouched = await DiesAsync(room, folder, CommitFault.Kill, n, "newsletter", "list");
            var next = await DigestProcess.RunAsync(Plan(room, folder, null, "newsletter", "list"));
            Assert.That((next.ExitCode, next.Out), Is.EqualTo((0, next.Out)).And.Matches<(int, string)>(r => r.Item2.Contains(Newsroom.Slug, StringComparison.Ordinal)), $"killed at commit {n}: {next.Err}");
            Assert.That(await CheckAsync(folder), Is.EqualTo("ok"), $"killed at commit {n}");
        }
    }

    [TestCase(CommitFault.Kill, 9)]
    [TestCase(CommitFault.KillAfter, 9)]
    [TestCase(CommitFault.Kill, 1, Category = "Full")]
    [TestCase(CommitFault.KillAfter, 1, Category = "Full")]
    public async Task T53_Killed_at_any_commit_of_a_release_of_50_the_next_worker_leaves_nobody_out(CommitFault fault, int step)
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(Readers);
        var runs = 0;
        for (var (n, untouched) = (1, false); !untouched; n += step, runs++)
        {
            var before = room.Relay.Mails.Count;
            using var folder = Copy(room.DataFolder);
            untouched = await DiesAsync(room, folder, fault, n, "send", Newsroom.Slug);
            var next = await DigestProcess.RunAsync(Plan(room, folder, null, "send", Newsroom.Slug));
            Assert.That(next.ExitCode, Is.Zero, next.Err);
            var promise = Promise.Check(room.Relay.Mails.Skip(before), Promise.Readers(Readers));
            Assert.That(promise.Broken(mostCopies: untouched ? 0 : 4), Is.Empty, $"{fault} at commit {n}");
        }
        TestContext.Out.WriteLine($"{runs} runs");
    }

    /// <returns>Whether the command had fewer commits and so passed untouched.</returns>
    private static async Task<bool> DiesAsync(Newsroom room, TempFolder folder, CommitFault fault, int commit, params string[] arguments)
    {
        var result = await DigestProcess.RunAsync(Plan(room, folder, FormattableString.Invariant($"{fault}:{commit}:{folder.File("data")}"), arguments));
        Assert.That(result.ExitCode, Is.Zero.Or.EqualTo(Killed), result.Err);
        return result.ExitCode == 0;
    }

    private static ProcessPlan Plan(Newsroom room, TempFolder folder, string? fault, params string[] arguments) => room.Plan(arguments) with
    {
        Executable = fault is null ? null : Checkout.Host,
        Environment = new Dictionary<string, string?>(room.Settings) { ["Digest__DataDirectory"] = folder.File("data"), ["DIGEST_HOST_FAULT"] = fault },
    };

    private static TempFolder Copy(string data)
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("data"));
        foreach (var file in Directory.GetFiles(data)) File.Copy(file, Path.Combine(folder.File("data"), Path.GetFileName(file)));
        return folder;
    }

    private static async Task<string?> CheckAsync(TempFolder folder)
    {
        await using var c = new SqliteConnection($"Data Source={Path.Combine(folder.File("data"), "digest.db")};Pooling=False");
        await c.OpenAsync();
        await using var command = c.CreateCommand();
        command.CommandText = "pragma integrity_check";
        return (string?)await command.ExecuteScalarAsync();
    }
}
