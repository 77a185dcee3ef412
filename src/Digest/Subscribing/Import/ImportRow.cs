using Digest.Readers;

namespace Digest.Subscribing.Import;

/// <summary>A reader as a file names them, or why the record is none.</summary>
/// <param name="Person">Null: the record is passed over, or says who must not be mailed.</param>
/// <param name="Reason">Why it is passed over; null: it is not.</param>
/// <param name="Typed">The address as it stands there, for the report.</param>
internal sealed record ImportRow(Newcomer? Person, string? Reason, string Typed)
{
    /// <summary>Who must not be mailed; null: the record does not say so.</summary>
    public Refusal? Refusal { get; init; }
}

/// <summary>Understands the records of one kind of file.</summary>
internal interface IRowReader
{
    ImportRow Read(string[] fields);
}
