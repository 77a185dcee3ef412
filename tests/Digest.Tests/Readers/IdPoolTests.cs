using Digest.Readers;

namespace Digest.Tests.Readers;

[TestFixture]
internal sealed class IdPoolTests
{
    [Test]
    public void Ids_are_all_different_spread_over_all_numbers_and_ascend_for_a_while()
    {
        var pool = new IdPool();
        var ids = Enumerable.Range(0, 20_000).Select(_ => pool.Next().Value).ToList();

        Assert.That(ids.Distinct().Count(), Is.EqualTo(ids.Count));
        Assert.That(ids.Zip(ids.Skip(1)).Count(p => p.First > p.Second), Is.InRange(1, 8), "beginnings of a drawn batch");
        Assert.That(ids.Select(id => (int)(id >> 124)).Distinct().Count(), Is.EqualTo(16));
        Assert.That(ids.Select(id => (int)(id & 255)).Distinct().Count(), Is.EqualTo(256));
    }
}
