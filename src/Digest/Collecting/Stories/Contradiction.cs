namespace Digest.Collecting.Stories;

/// <summary>What two articles of one series, or two events of one kind, differ in: then no likeness of words makes them one story.</summary>
internal static class Contradiction
{
    private const double SameSentence = 0.5;

    // A thing is named in so many words; more of them tell it in another way.
    private const int OneThing = 3;

    /// <param name="a">One article.</param>
    /// <param name="b">The other.</param>
    /// <param name="names">How many rare names stand in both.</param>
    /// <param name="numbers">How many telling numbers do.</param>
    public static bool Is(WeighedArticle a, WeighedArticle b, int names, int numbers) =>
        a.Words.Series.IsOtherThan(b.Words.Series)
        || (names + numbers == 0 && a.NamesUnknownTo(b) > 0 && b.NamesUnknownTo(a) > 0)
        || (numbers == 0 && OtherDoers.Are(a.Words, b.Words))
        || IsSubstitution(a.Words, b.Words)
        || TextKind.AreOther(a.Words.Kind, b.Words.Kind)
        || a.Words.Kind == TextKind.Routine
        || Stages.Differ(a.Words.TitleStages, a.Words.TextStages, b.Words.TitleStages, b.Words.TextStages)
        || a.Words.TitleFigures.IsOtherThan(b.Words.TitleFigures)
        || a.Words.TitleFigures.AreOtherScores(b.Words.TextFigures)
        || b.Words.TitleFigures.AreOtherScores(a.Words.TextFigures)
        || OtherNames.Are(a.Words, b.Words);

    // One sentence with one thing put in another's place: "Fire in Essen: 30 hurt", "Fire in Kiel: twelve hurt".
    private static bool IsSubstitution(ArticleWords a, ArticleWords b)
    {
        var (one, other) = (a.Title, b.Title);
        var least = Math.Min(one.Count, other.Count);
        var before = 0;
        while (before < least && one[before].Stem == other[before].Stem) before++;
        var after = 0;
        while (after < least - before && one[^(after + 1)].Stem == other[^(after + 1)].Stem) after++;
        if (before + after == least || before + after < SameSentence * Math.Max(one.Count, other.Count)) return false;
        var mine = one.Take(one.Count - after).Skip(before).ToList();
        var theirs = other.Take(other.Count - after).Skip(before).ToList();
        if (Math.Max(mine.Count, theirs.Count) > OneThing || Math.Abs(mine.Count - theirs.Count) > 1) return false;
        // Several small words in the middle are another way to say it: "signs a ban on", "has signed a law against". A script without capitals tells no such thing.
        if (mine.Count + theirs.Count > 2 && mine.Concat(theirs).All(word => !word.IsNumber && char.IsLower(word.Written[0]))) return false;
        return !mine.Any(word => theirs.Any(their => their.Stem == word.Stem)) && !(a.Kind is null && IsPlain(mine) && IsPlain(theirs) && HaveOneSummary(a, b));
    }

    // A sub-editor's other word over the same text is no other event.
    private static bool IsPlain(List<Word> words) => words.Count == 1 && !words[0].IsNumber && !words[0].IsCapital;

    private static bool HaveOneSummary(ArticleWords a, ArticleWords b) =>
        a.Summary.Count > 0 && a.Summary.Select(word => word.Stem).SequenceEqual(b.Summary.Select(word => word.Stem));
}
