namespace Digest.Subscribing.Import;

/// <summary>What is known of the files of one product.</summary>
/// <param name="Name">In the evidence; empty: a plain file, or our own.</param>
/// <param name="Marks">Headers by which its files are recognised: any of them, or all of those joined by a plus.</param>
/// <param name="Columns">All that it writes.</param>
internal sealed record Product(string Name, IReadOnlyList<string> Marks, IReadOnlyList<Column> Columns)
{
    /// <summary>Between the tags of a cell.</summary>
    public char Between { get; init; } = ',';

    public bool Recognises(IReadOnlySet<string> headers) => Marks.Any(mark => mark.Split('+').All(headers.Contains));

    public Column? Of(string header) => Columns.FirstOrDefault(c => c.Header == header);
}
