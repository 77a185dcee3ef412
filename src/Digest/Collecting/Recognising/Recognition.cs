namespace Digest.Collecting.Recognising;

/// <summary>Which article an item is, if any.</summary>
/// <param name="Item">The item.</param>
/// <param name="Known">The article; null: it was never seen.</param>
/// <param name="Key">The key it has from now on.</param>
internal sealed record Recognised(KeyedItem Item, KnownArticle? Known, string Key);

/// <summary>
/// Tells which items of a feed are articles that we know: by id, by address, by title and text. Whatever a publisher changes
/// of these, one of the others tells; what changed all of them is new. Each article is one item at most.
/// </summary>
internal sealed class Recognition
{
    private const int Several = 3;
    private const int Mass = 5;
    private const double HardlyAlike = 0.2;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Daily = TimeSpan.FromHours(12);

    private readonly KnownArticles known;
    private readonly IReadOnlyList<KeyedItem> items;
    private readonly HashSet<string> named;
    private readonly bool byUrl;
    private readonly HashSet<long> taken = [];
    private readonly Dictionary<KeyedItem, KnownArticle> found = [];
    private readonly HashSet<KeyedItem> reused = [];
    private int readdressed;

    private Recognition(KnownArticles known, IReadOnlyList<KeyedItem> items, bool byUrl)
    {
        (this.known, this.items, this.byUrl) = (known, items, byUrl);
        named = items.Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Items whose id another article has had: everything else about them is different.</summary>
    public int Reused => reused.Count(HasId);

    /// <summary>How many articles came under another id.</summary>
    public int Rekeyed => found.Count(f => f.Value.Key != f.Key.Key && f.Value.Key.StartsWith("id:", StringComparison.Ordinal));

    /// <summary>
    /// Whether articles are known by their addresses from now on. Ids that changed while addresses stayed are no use; where
    /// later many addresses change and words alone tell, ids get another chance.
    /// </summary>
    public bool ByUrlFromNowOn => byUrl ? readdressed < Several : Reused > 0 || (AddressesTell && (Rekeyed >= Several || (Rekeyed > 0 && Rekeyed * 2 >= items.Count)));

    // A column keeps its address and has another article there every day. Of a feed with one item nobody knows yet whether it is one.
    private bool AddressesTell => items.Count > 1 && items.Count(i => known.At(i.UrlKey).Skip(1).Any()) * 2 < items.Count;

    /// <summary>Whom to ask for their texts before <see cref="Of"/>: the id is theirs, and nothing else.</summary>
    public static IReadOnlyList<long> Doubtful(KnownArticles known, IReadOnlyList<KeyedItem> items) =>
        [.. items.Select(i => (Item: i, Known: known.Find(i.Key))).Where(p => p.Known is not null && IsOtherwise(p.Known, p.Item)).Select(p => p.Known!.Id)];

    /// <param name="known">What the items might be.</param>
    /// <param name="items">All items of the feed.</param>
    /// <param name="byUrl">Whether the source's ids are no use.</param>
    /// <param name="texts">Of the doubtful ones.</param>
    public static (IReadOnlyList<Recognised> Items, Recognition How) Of(
        KnownArticles known, IReadOnlyList<KeyedItem> items, bool byUrl, IReadOnlyDictionary<long, string> texts)
    {
        var recognition = new Recognition(known, items, byUrl);
        recognition.ByKey(texts);
        recognition.ByAddress();
        recognition.ByWords();
        return ([.. items.Select(recognition.Result)], recognition);
    }

    private Recognised Result(KeyedItem item)
    {
        var article = found.GetValueOrDefault(item);
        // The id, or the address, stays with who had it first.
        var key = reused.Contains(item) ? article?.Key ?? (HasId(item) ? ArticleKey.Apart(item) : ArticleKey.ApartByTitle(item)) : item.Key;
        return new Recognised(item, article, key);
    }

    private void ByKey(IReadOnlyDictionary<long, string> texts)
    {
        foreach (var item in items)
        {
            if (known.Find(item.Key) is not { } article) continue;
            if (IsOtherwise(article, item) && texts.TryGetValue(article.Id, out var text) && Fingerprint.Likeness(text, Comparable(article, item)) < HardlyAlike)
                reused.Add(item);
            else Take(item, article);
        }
    }

    // A site that was rebuilt gives all its articles new ids. One at the same address with the same headline, text or time
    // is the same; with none of these, the address is one where something else stands every day. So it is where ByKey found so.
    private void ByAddress()
    {
        foreach (var item in Open())
            foreach (var article in Free(known.At(item.UrlKey)))
                if (article.TitleKey != 0 && article.TitleKey == item.TitleKey || SameText(article, item)
                    || (item.IsAloneThere && (((byUrl || article.IsByUrl) && !IsColumn(item)) || SameTime(article, item))))
                {
                    Take(item, article);
                    break;
                }
    }

    // Neither id nor address is left: the same headline at the same time, or the same text for many at once.
    private void ByWords()
    {
        var before = found.Count;
        foreach (var item in Open())
            if (Free(known.Called(item.TitleKey)).FirstOrDefault(a => SameTime(a, item)) is { } article) Take(item, article);
        // The same headline over the same text may be a column that looks so every week; not when it is most of a feed, or
        // nothing else of the feed is known.
        var again = Again(SameText);
        // Of a page that lists articles nothing but headlines is known: those will do where they are many, and little else is known.
        if (again.Count < Mass && before * 2 < items.Count && Again(static (a, i) => SameText(a, i) || HasOnlyHeadline(a, i)) is { Count: >= Mass } headlines) again = headlines;
        var isRebuilt = again.Count >= Mass ? again.Count * 2 >= items.Count - found.Count : before == 0 && found.Count + again.Count > 1;
        foreach (var (item, article) in isRebuilt ? again : [])
            if (!taken.Contains(article!.Id)) Take(item, article);
        readdressed = found.Count - before;
    }

    private List<(KeyedItem Item, KnownArticle? Article)> Again(Func<KnownArticle, KeyedItem, bool> isSame) =>
        [.. Open().Select(i => (Item: i, Article: Free(known.Called(i.TitleKey)).FirstOrDefault(a => isSame(a, i)))).Where(p => p.Article is not null)];

    private List<KeyedItem> Open() => [.. items.Where(i => !found.ContainsKey(i))];

    // An article that another item names by its key is that item's.
    private IEnumerable<KnownArticle> Free(IEnumerable<KnownArticle> articles) => articles.Where(a => !taken.Contains(a.Id) && !named.Contains(a.Key));

    private void Take(KeyedItem item, KnownArticle article)
    {
        if (taken.Add(article.Id)) found[item] = article;
    }

    // Everything else about it is different: so is its address, or, where the address is its key, its day.
    private static bool IsOtherwise(KnownArticle article, KeyedItem item) =>
        (HasId(item) ? article.UrlKey != item.UrlKey : article.IsByUrl && item.IsAloneThere && item.Said - article.PublishedAt > Daily)
        && article.TitleKey != item.TitleKey && !SameText(article, item) && item.Said is not null && !SameTime(article, item);

    private bool IsColumn(KeyedItem item) => !HasId(item) && reused.Contains(item);

    private static bool HasId(KeyedItem item) => item.Key.StartsWith("id:", StringComparison.Ordinal);

    private static bool HasOnlyHeadline(KnownArticle article, KeyedItem item) => article.TextKey == 0 && item.TextKey == 0 && item.Said is null;

    // Of a purged article nothing but its headline is left to compare.
    private static string Comparable(KnownArticle article, KeyedItem item) => article.Purged ? item.Title : $"{item.Title} {item.Item.Summary} {item.Item.Html}";

    private static bool SameText(KnownArticle article, KeyedItem item) => article.TextKey != 0 && article.TextKey == item.TextKey;

    private static bool SameTime(KnownArticle article, KeyedItem item) => item.Said is { } said && (said - article.PublishedAt).Duration() < Minute;
}
