namespace Digest.Collecting.Stories;

/// <summary>One deed done to two things: a chain recalls hummus and recalls pies. Titles in which nouns are large are read the same way.</summary>
internal static class OtherObjects
{
    // What is done to stands within so many words after the verb.
    private const int Reach = 3;

    public static bool Are(ArticleWords a, ArticleWords b)
    {
        foreach (var (verb, object1) in Deeds(a.Title))
        {
            var theirs = Deeds(b.Title).Where(deed => deed.Verb == verb).Select(deed => deed.Object).ToList();
            if (object1.Count > 0 && theirs.Count > 0 && !object1.Exists(b.Text.ContainsKey)
                && theirs.TrueForAll(object2 => object2.Count > 0 && !object2.Exists(a.Text.ContainsKey))) return true;
        }
        return false;
    }

    private static IEnumerable<(string Verb, List<string> Object)> Deeds(IReadOnlyList<Word> title)
    {
        for (var i = 1; i + 1 < title.Count; i++)
            if (!title[i].IsCapital && StageWords.Find(title[i].Plain).Any())
                yield return (title[i].Stem, [.. title.Skip(i + 1).Take(Reach).TakeWhile(word => !word.IsFirst)
                    .Where(word => !word.IsNumber && !CommonWords.Contains(word.Stem)).Select(word => word.Stem)]);
    }
}
