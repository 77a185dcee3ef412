using Digest.World;

namespace Digest.Tests.Walks;

public sealed class DemoTests
{
    [Test]
    public async Task The_demo_walks_through_and_ends_with_0()
    {
        var result = await DigestProcess.RunAsync("demo", "--exit");
        Assert.That(result.ExitCode, Is.Zero, result.Err);
        var steps = result.Out.Split('\n').Where(l => char.IsAsciiDigit(l.FirstOrDefault())).ToList();
        Assert.That(steps, Has.Count.EqualTo(8));
        Assert.That(result.Out.Split('\n').Count(l => l.TrimStart().StartsWith("http://", StringComparison.Ordinal)), Is.EqualTo(8), "each step with its URL");
    }

    [Test]
    public async Task Ctrl_C_ends_the_demo_and_deletes_its_folder()
    {
        await using var demo = DigestProcess.Start("demo");
        var folder = (await demo.WaitForLineAsync(@"Making a new database: (.*)/digest\.db", TimeSpan.FromSeconds(50))).Groups[1].Value;
        await demo.WaitForLineAsync("Your turn", TimeSpan.FromSeconds(50));
        Assert.That(Directory.Exists(folder));
        Assert.That(await demo.InterruptAsync(TimeSpan.FromSeconds(50)), Is.Zero);
        Assert.That(Directory.Exists(folder), Is.False);
    }
}
