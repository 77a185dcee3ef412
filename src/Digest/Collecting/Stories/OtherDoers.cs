namespace Digest.Collecting.Stories;

/// <summary>One deed of two: "Brann raises its outlook", "Molde raises outlook again". Whoever does it begins the title.</summary>
internal static class OtherDoers
{
    private const int MostWords = 3;

    // Who says something is known to who answers it, and yet they say two things.
    private static readonly HashSet<string> Saying = new(StringComparer.Ordinal)
    {
        "says", "say", "said", "warns", "warn", "vows", "claims", "denies", "sagt", "sagen", "warnt", "dit", "disent", "dice", "dicen", "dicono", "diz", "dizem", "zegt",
    };

    public static bool Are(ArticleWords a, ArticleWords b)
    {
        var (mine, theirs) = (DoerIn(a.Title), DoerIn(b.Title));
        return mine > 0 && theirs > 0 && a.Title[mine].Stem == b.Title[theirs].Stem
            && (Saying.Contains(a.Title[mine].Plain)
                ? !a.Title.Take(mine).Any(word => b.Title.Take(theirs).Any(their => their.Stem == word.Stem))
                : IsUnknown(a.Title.Take(mine), b) && IsUnknown(b.Title.Take(theirs), a))
            && !IsShort(a.Title[0], b.Title[0]) && !IsShort(b.Title[0], a.Title[0]);
    }

    // How many words name the doer: the capitals before the first small word that says something; 0, no doer.
    private static int DoerIn(IReadOnlyList<Word> title)
    {
        var capitals = title.TakeWhile(word => word.IsCapital).Count();
        return capitals <= MostWords && capitals < title.Count && !title[capitals].IsNumber ? capitals : 0;
    }

    private static bool IsUnknown(IEnumerable<Word> doer, ArticleWords other) => doer.All(word => !other.Text.ContainsKey(word.Stem));

    // VW for Volkswagen.
    private static bool IsShort(Word one, Word other) => one.Written.Length > 1 && one.Written.All(char.IsUpper) && one.Written[0] == other.Written[0];
}
