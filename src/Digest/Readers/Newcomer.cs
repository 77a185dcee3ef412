using Digest.Storage;

namespace Digest.Readers;

/// <summary>A person whom the publisher names, by command or file.</summary>
/// <param name="Address">Checked.</param>
/// <param name="AddressHash">Its keyed hash.</param>
/// <param name="Name">Empty: unknown.</param>
/// <param name="Wanted">As what.</param>
/// <param name="Act">What the publisher states when they call the person a reader.</param>
internal sealed record Newcomer(MailAddress Address, byte[] AddressHash, string Name, Standing Wanted, ConsentAct Act);

/// <summary>What became of one of them.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Subscription">Null: there is none, they are kept off.</param>
internal sealed record Admitted(Admission Outcome, PublicId? Subscription);
