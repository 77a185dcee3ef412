namespace Digest.Subscribing.Import;

/// <summary>One record of a file as it stands there: one line, or more where a quoted field holds line ends.</summary>
/// <param name="Line">The number of its first line, from 1.</param>
/// <param name="Text">Without its line end.</param>
/// <param name="Broken">Why it can't be cut into fields; null: it can.</param>
internal sealed record CsvRecord(int Line, string Text, string? Broken);
