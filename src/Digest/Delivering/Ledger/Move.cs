using Digest.Delivering.Relays;

namespace Digest.Delivering.Ledger;

/// <summary>What the relay said to a mail that was claimed.</summary>
internal sealed record Answered(Delivery Delivery, Claim Claim, Reply Reply);

/// <summary>One sender's next entry in the ledger: the answer to its last mail, and the delivery that it would send now.</summary>
/// <param name="Run">Of the batch that both belong to.</param>
/// <param name="Last">Null: there is no answer that is not written yet.</param>
/// <param name="Next">Null: it sends no more for now.</param>
internal sealed record Move(BatchRun Run, Answered? Last, Delivery? Next);

/// <param name="Claim">What came of the claim; null: none was asked for.</param>
/// <param name="Retry">When the last mail is tried again; null: it is not, or that was planned before.</param>
internal sealed record Moved(Claim? Claim, DateTimeOffset? Retry);
