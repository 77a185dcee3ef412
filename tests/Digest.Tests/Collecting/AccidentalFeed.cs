using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>One article as its publisher means it; whatever happens to the feed, it stays this one.</summary>
internal sealed record TrueArticle(int Number, DateTimeOffset Published)
{
    public int Edits { get; set; }

    /// <summary>In every version of its text: by this the test knows it again.</summary>
    public string Mark => $"mark-{Number:00000}-";
}

/// <summary>A feed of which everything but the articles themselves changes by accident. Decided by a seed.</summary>
internal sealed class AccidentalFeed(int seed, FeedServer site, TimeProvider clock)
{
    private const int Length = 20;
    private const int Archived = 90_000;
    private readonly Random chance = new(seed);
    private string ids = "a";
    private string links = "/articles";
    private TimeSpan redated;
    private bool sameId, noDates, noIds;

    public List<TrueArticle> Articles { get; } = [];

    /// <summary>Articles from before the feed was first read, which an accident may bring back: no news.</summary>
    public List<TrueArticle> Archive { get; } = [.. Enumerable.Range(Archived, 200).Select(n => new TrueArticle(n, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(n - Archived)))];

    /// <summary>What happened last, for the message of a test that fails.</summary>
    public List<string> Story { get; } = [];

    public void Publish(int count)
    {
        for (var i = 0; i < count; i++) Articles.Add(new TrueArticle(Articles.Count + 1, clock.GetUtcNow().AddMinutes(i - count)));
    }

    /// <summary>Lets something happen and puts the feed up; false: this time it can't be read.</summary>
    public bool Next()
    {
        var accident = chance.Next(14);
        Story.Add($"{clock.GetUtcNow():u} {accident}");
        var shown = Articles.TakeLast(Length).Reverse().ToList();
        switch (accident)
        {
            case 0: site.Set("/feed", FeedPage.Bare(500)); return false;
            case 1: site.Set("/feed", FeedPage.Html("<html><title>Sign in</title><body><form><input type=password></form></body></html>")); return false;
            case 2: site.Set("/feed", new RssFeed { Link = site.Origin }); return false;
            case 3: ids += "x"; break;
            case 4: links += "y"; break;
            case 5: (ids, links) = (ids + "x", links + "z"); break;
            case 6: (ids, links, redated) = (ids + "x", links + "z", redated + TimeSpan.FromDays(1)); break;
            case 7: redated += TimeSpan.FromHours(3); break;
            case 8: foreach (var article in shown.Where(_ => chance.Next(5) == 0)) article.Edits++; break;
            case 9: sameId = !sameId; break;
            case 10: noDates = !noDates; break;
            case 11: noIds = !noIds; break;
            // What the first look brings is the feed as it is, and no accident.
            case 12 when Articles.Count > Length: shown.AddRange(Archive.Skip(chance.Next(100)).Take(60)); break;
            case 13: shown = [.. shown, .. shown.Take(5)]; break;
        }
        site.Set("/feed", new RssFeed { Link = site.Origin, Items = [.. shown.Select(Item)] });
        return true;
    }

    // What is put in from an archive keeps its dates, or nobody could tell that it is one.
    private RssItem Item(TrueArticle article) => RssItem.Made(article.Number, site.Origin, article.Published) with
    {
        Id = noIds ? null : sameId ? "always-this" : $"{ids}-{article.Number}",
        Title = $"Report {article.Mark} of the markets{(article.Edits % 3 == 1 ? ", corrected" : "")}",
        Url = site.Url($"{links}/{article.Number}"),
        Published = article.Number >= Archived ? article.Published : noDates ? null : article.Published + redated > clock.GetUtcNow() ? clock.GetUtcNow() : article.Published + redated,
        Summary = null,
        Html = $"<p>{article.Mark} {string.Concat(Enumerable.Range(0, 12).Select(i => $"word{article.Number * 31 % 997 + i} "))} and what it means.{(article.Edits > 1 ? " Updated." : "")}</p>",
    };
}
