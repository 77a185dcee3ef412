using System.Text;
using Digest.Collecting.Robots;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Collecting.Robots;

[TestFixture]
internal sealed class RobotsMemoryTests
{
    [Test]
    public void C42_Memory_is_bounded_and_keeps_who_was_asked_about_last()
    {
        var memory = new RobotsMemory(new FakeTimeProvider());
        var rules = string.Concat(Enumerable.Range(0, 25_000).Select(i => $"Disallow: /{i}\n"));
        var big = RobotsFile.Parse(Encoding.ASCII.GetBytes("User-agent: *\n" + rules), "Digest");
        for (var i = 0; i < 100; i++)
        {
            memory.Keep($"https://{i}.example", new RobotsVerdict(big, null, false, TimeSpan.FromDays(1)));
            memory.Fresh("https://0.example");
        }
        Assert.That((long)memory.Count * big.Weight, Is.InRange(RobotsMemory.MostWeight / 2, RobotsMemory.MostWeight));
        Assert.That(memory.Fresh("https://0.example"), Is.Not.Null);
        Assert.That(memory.Fresh("https://99.example"), Is.Not.Null);
        Assert.That(memory.Last("https://1.example"), Is.Null);
    }
}
