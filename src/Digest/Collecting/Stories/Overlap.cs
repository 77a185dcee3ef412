namespace Digest.Collecting.Stories;

/// <summary>What the words of two articles have in common.</summary>
/// <param name="Cosine">Of the texts, 0 to 1.</param>
/// <param name="Told">How much of one title stands in the other article, 0 to 1: of the title of which it is more.</param>
/// <param name="ToldByBoth">The same of the title of which it is less: each tells the other's news, and neither has news of its own.</param>
/// <param name="PlainTold">As <paramref name="Told"/>, of the titles without their names: what happened, and not to whom.</param>
/// <param name="Telling">How many telling words stand in both.</param>
internal readonly record struct Overlap(double Cosine, double Told, double ToldByBoth, double PlainTold, int Telling);
