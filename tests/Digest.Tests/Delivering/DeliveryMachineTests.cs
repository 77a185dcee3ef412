using Digest.Delivering.Ledger;
using static Digest.Delivering.Ledger.DeliveryState;

namespace Digest.Tests.Delivering;

[OnBothDatabases]
internal sealed class DeliveryMachineTests
{
    // The blueprint's table, section 3.
    private static readonly HashSet<(DeliveryState, DeliveryState)> Allowed =
    [
        (Waiting, Claimed), (Deferred, Claimed), (Claimed, Sent), (Claimed, Deferred), (Claimed, Failed), (Claimed, InDoubt),
        (Waiting, Skipped), (Deferred, Skipped), (Waiting, Failed), (Deferred, Failed),
        (InDoubt, Claimed), (InDoubt, Sent), (InDoubt, Waiting),
    ];

    [Test]
    public void A_delivery_makes_the_transitions_of_the_table_and_no_other([Values] DeliveryState from, [Values] DeliveryState to)
    {
        Assert.That(DeliveryMachine.Allows(from, to), Is.EqualTo(Allowed.Contains((from, to))));
        if (!Allowed.Contains((from, to))) Assert.That(() => DeliveryMachine.Require(from, to), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_counter_is_never_moved_where_no_delivery_goes()
    {
        await using var shop = await Workshop.OpenAsync();
        await Assert.ThatAsync(() => shop.Writer.WriteAsync((c, t) => Counters.MoveAsync(c, t, 1, Sent, Waiting)), Throws.InvalidOperationException);
    }
}
