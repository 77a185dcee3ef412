using Digest.Readers;
using static Digest.Readers.SubscriptionStatus;

namespace Digest.Tests.Readers;

[TestFixture]
internal sealed class SubscriptionMachineTests
{
    // The blueprint's table, section 3.
    private static readonly HashSet<(SubscriptionStatus, SubscriptionStatus)> Allowed =
    [
        (Pending, Active), (Active, Paused), (Paused, Active),
        (Pending, Unsubscribed), (Active, Unsubscribed), (Paused, Unsubscribed), (Bounced, Unsubscribed), (Complained, Unsubscribed),
        (Pending, Bounced), (Active, Bounced), (Paused, Bounced), (Unsubscribed, Bounced), (Complained, Bounced),
        (Pending, Complained), (Active, Complained), (Paused, Complained), (Unsubscribed, Complained), (Bounced, Complained),
        (Unsubscribed, Pending), (Bounced, Pending), (Complained, Pending),
    ];

    [Test]
    public void A_subscription_makes_the_transitions_of_the_table_and_no_other([Values] SubscriptionStatus from, [Values] SubscriptionStatus to)
    {
        Assert.That(SubscriptionMachine.Allows(from, to), Is.EqualTo(Allowed.Contains((from, to))));
        if (Allowed.Contains((from, to))) Assert.That(SubscriptionMachine.Require(from, to), Is.EqualTo(to.ToString().ToLowerInvariant()));
        else Assert.That(() => SubscriptionMachine.Require(from, to), Throws.InvalidOperationException);
    }

    [Test]
    public void Who_left_bounced_or_complained_has_gone([Values] SubscriptionStatus status) =>
        Assert.That(status.IsEnded(), Is.EqualTo(status is Unsubscribed or Bounced or Complained));
}
