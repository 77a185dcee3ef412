using System.Buffers.Binary;
using Digest.Readers;

namespace Digest.Subscribing.Import;

/// <summary>
/// What a plan has decided already: only a plan must remember, since its rows are not there to be found. Some 30 bytes an
/// address.
/// </summary>
internal sealed class PlannedReaders
{
    private readonly Dictionary<long, Admission> decided = [];

    /// <summary>What becomes of a person, when the file names them again: what the first row's outcome makes of it.</summary>
    public Admission Add(Newcomer person, Admission outcome)
    {
        var key = BinaryPrimitives.ReadInt64BigEndian(person.AddressHash);
        if (decided.TryGetValue(key, out var first)) outcome = Again(first, outcome);
        return decided[key] = outcome;
    }

    // The rows of this file are no confirmation, so a "no" of its later lines counts.
    private static Admission Again(Admission first, Admission second) => (first, second) switch
    {
        (Admission.Off or Admission.KeptOff, _) => Admission.KeptOff,
        (_, Admission.Off) => Admission.Off,
        (Admission.Invited or Admission.Present, Admission.Active) => Admission.Active,
        _ => Admission.Present,
    };
}
