namespace Digest.Storage.Moving;

/// <param name="Place">Where to.</param>
/// <param name="Tables">What is there now, each table the same on both sides.</param>
/// <param name="Strange">Tables that stayed, for they are not Digest's.</param>
internal sealed record MoveReport(string Place, IReadOnlyList<MovedRows> Tables, IReadOnlyList<string> Strange)
{
    /// <summary>An earlier run had finished it.</summary>
    public bool WasDone { get; init; }
}

/// <param name="Table">Its name.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Hash">Of all of them, see <see cref="TableHash"/>.</param>
internal sealed record MovedRows(string Table, long Count, string Hash);
