namespace Digest.Collecting.Stories;

/// <summary>A word of an article with its weights.</summary>
/// <param name="Number">Stands for the stem in one corpus.</param>
/// <param name="Stem">The word.</param>
/// <param name="Weight">What it tells in the corpus.</param>
/// <param name="Share">Its part of the article's vector, which has length one (TF-IDF).</param>
/// <param name="IsInTitle">It stands in the title, not only in the summary.</param>
/// <param name="Name">The number of the name that it belongs to in this article; null: none.</param>
/// <param name="IsPlain">It is no name here.</param>
internal readonly record struct Term(int Number, string Stem, double Weight, double Share, bool IsInTitle, int? Name, bool IsPlain);
