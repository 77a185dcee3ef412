using Digest.Delivering;

namespace Digest.Tests.Delivering;

/// <summary>What waits for a slow domain.</summary>
internal sealed class AsideTests
{
    [Test]
    public async Task Who_looked_just_before_the_last_one_went_is_not_left_waiting()
    {
        var aside = new Aside(TimeProvider.System);
        aside.Hand();
        Assert.That(aside.IsDone, Is.False);
        aside.Go(); // a sender decides just then
        await aside.ChangeAsync(default).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(aside.IsDone, Is.True);
    }
}
