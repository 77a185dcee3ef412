using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;

namespace Digest.Subscribing.Records;

/// <summary>Everything that is held of one subscription, the oldest first.</summary>
/// <param name="Row">As it stands.</param>
/// <param name="Newsletter">Its slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsFormer">Whether it was at the address only until it moved on.</param>
/// <param name="Evidence">Of consent.</param>
/// <param name="Deliveries">Of editions.</param>
/// <param name="DeliveriesGoneUntil">Those of editions up to then are not kept any more; null: all are there.</param>
/// <param name="Letters">About it.</param>
/// <param name="Bounces">What came back of either.</param>
internal sealed record SubscriptionRecord(
    Subscription Row, string Newsletter, string Name, bool IsFormer, IReadOnlyList<Evidence> Evidence, IReadOnlyList<ReaderDelivery> Deliveries,
    DateTimeOffset? DeliveriesGoneUntil, IReadOnlyList<SentLetter> Letters, IReadOnlyList<KnownBounce> Bounces);

/// <summary>Everything that is held of one person.</summary>
/// <param name="Email">Their address; null: it was erased, or never known.</param>
/// <param name="Name">As they gave it; empty: they did not.</param>
/// <param name="Erased">When they were erased; null: they were not.</param>
/// <param name="Subscriptions">Theirs.</param>
/// <param name="Suppressions">What stands against mailing them, by slug; null: all newsletters.</param>
/// <param name="Rest">Evidence under their hash whose subscription is gone, or is another's by now, by slug.</param>
internal sealed record PersonRecord(
    string? Email, string Name, DateTimeOffset? Erased, IReadOnlyList<SubscriptionRecord> Subscriptions,
    IReadOnlyList<(string? Newsletter, Suppression Why)> Suppressions, IReadOnlyList<(string Newsletter, Evidence Line)> Rest)
{
    /// <summary>Whether nothing at all is held.</summary>
    public bool IsEmpty => Subscriptions.Count == 0 && Suppressions.Count == 0 && Rest.Count == 0;
}
