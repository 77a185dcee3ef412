namespace Digest.Collecting.Stories;

/// <summary>One word of a text, in order.</summary>
/// <param name="Stem">Folded and cut: what is compared.</param>
/// <param name="Written">As it stands in the text: what is shown.</param>
/// <param name="IsFirst">It begins a sentence or a quotation, where a capital says nothing.</param>
internal readonly record struct Word(string Stem, string Written, bool IsFirst)
{
    /// <summary>Whole, in small letters and without accents.</summary>
    public string Plain => Spelling.Fold(Written);

    public bool IsNumber => char.IsAsciiDigit(Stem[0]);

    public bool IsCapital => char.IsUpper(Written[0]) && !IsNumber;
}
