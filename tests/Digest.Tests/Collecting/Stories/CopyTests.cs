using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>Variants of one report join; one template with something else in it does not (collecting.md, section 4).</summary>
[TestFixture]
internal sealed class CopyTests
{
    private const string Title = "Altavera halts lithium project in the Andes after court ruling";
    private const string Summary = "The miner said it would suspend drilling at Salar Norte until the water permit is reviewed.";

    private static IReadOnlyList<StoryGroup> Group(string title, string summary, string otherTitle, string otherSummary) =>
        Grouping.Group([new ArticleFacts { Id = 1, Title = title, Summary = summary }, new ArticleFacts { Id = 2, Title = otherTitle, Summary = otherSummary }]);

    [TestCase("UPDATE 1-Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("UPDATE 3-Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("RPT-WRAPUP 2-Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("WATCH: Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("Breaking: Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("[Exclusive] Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("+++ Eilmeldung +++ Altavera halts lithium project in the Andes after court ruling")]
    [TestCase("Altavera halts lithium project in the Andes after court ruling | The Northern Post")]
    [TestCase("Altavera halts lithium project in the Andes after court ruling - Mining Daily")]
    [TestCase("Altavera Halts Lithium Project In The Andes After Court Ruling")]
    [TestCase("ALTAVERA HALTS LITHIUM PROJECT IN THE ANDES AFTER COURT RULING")]
    [TestCase("“Altavera” halts lithium project in the Andes after court ruling")]
    [TestCase("Altavera halts ‘lithium project’ in the Andes after court ruling")]
    [TestCase("Court ruling forces Altavera to halt Andean lithium project")]
    [TestCase("Lithium: Altavera stops Andes project after judges' ruling")]
    public void A_copy_joins_whatever_was_done_to_its_title(string title)
    {
        Assert.That(Group(Title, Summary, title, Summary), Has.Count.EqualTo(1));
        Assert.That(Group(Title, Summary, title, ""), Has.Count.EqualTo(1), "without a summary");
    }

    [TestCase("Drilling stops at Salar Norte, the Canadian company announced on Tuesday.")]
    [TestCase("Shares fell 9%.")]
    [TestCase("A provincial tribunal sided with communities who fear for their wells, in the third such decision this year against foreign miners.")]
    public void A_copy_joins_with_another_summary(string summary) => Assert.That(Group(Title, Summary, Title, summary), Has.Count.EqualTo(1));

    [TestCase("Market report, Monday", "Market report, Tuesday")]
    [TestCase("Closing bell on Monday: miners lead", "Closing bell on Tuesday: miners lead")]
    [TestCase("The Supply Line, episode 11: ports", "The Supply Line, episode 12: ports")]
    [TestCase("Freight rates in week 34: Asia to Europe steady", "Freight rates in week 35: Asia to Europe steady")]
    [TestCase("Heliotek reports Q2 results", "Heliotek reports Q3 results")]
    [TestCase("Heliotek reports results for second quarter", "Heliotek reports results for third quarter")]
    [TestCase("Auction calendar for 4 October", "Auction calendar for 11 October")]
    [TestCase("Crop progress, June: wheat and maize", "Crop progress, July: wheat and maize")]
    [TestCase("Tanker rates settle at 41 points in Rotterdam", "Tanker rates settle at 43 points in Rotterdam")]
    [TestCase("Copper rises in London on Chinese demand", "Copper falls in London on Chinese demand")]
    [TestCase("Central bank cuts rates in Ruritania", "Central bank raises rates in Ruritania")]
    [TestCase("pgmill 4.2.1 released with planner fixes", "pgmill 4.2.2 released with planner fixes")]
    public void One_template_with_something_else_in_it_does_not_join(string title, string other) => Assert.That(
        Group(title, "The desk looks at what moved the day, with comments from traders in Zurich.", other, "The desk looks at what moved the day, with comments from brokers in Geneva."),
        Has.Count.EqualTo(2));

    [TestCase("https://example.org/a?utm_source=x", "http://www.example.org/a/", true)]
    [TestCase("https://example.org/a", "https://example.org/b", false)]
    [TestCase("https://example.org/", "https://example.org/", false)]
    [TestCase("no address", "no address", false)]
    public void One_address_is_one_story_whatever_stands_there(string url, string other, bool same)
    {
        var groups = Grouping.Group([
            new ArticleFacts { Id = 1, Title = "Copper", Url = url, Language = "en", PublishedAt = DateTimeOffset.UnixEpoch },
            new ArticleFacts { Id = 2, Title = "Kupfer", Url = other, Language = "de", PublishedAt = DateTimeOffset.UnixEpoch.AddDays(9) }]);
        Assert.That(groups, Has.Count.EqualTo(same ? 1 : 2));
        Assert.That(groups[0].Reason, Is.EqualTo(same ? "same address" : null));
    }

    [TestCase("en", "en-GB", 47, true)]
    [TestCase("en", null, 47, true)]
    [TestCase("en", "de", 0, false)]
    [TestCase("en", "en", 49, false)]
    [TestCase(null, null, null, true)]
    public void Only_articles_in_one_language_and_within_48_hours_join(string? language, string? other, int? hours, bool same)
    {
        foreach (var title in new[] { Title, "Court ruling forces Altavera to halt Andean lithium project" })
        {
            var groups = Grouping.Group([
                new ArticleFacts { Id = 1, Title = Title, Summary = Summary, Language = language, PublishedAt = DateTimeOffset.UnixEpoch },
                new ArticleFacts { Id = 2, Title = title, Summary = Summary, Language = other, PublishedAt = hours is { } h ? DateTimeOffset.UnixEpoch.AddHours(h) : null }]);
            Assert.That(groups, Has.Count.EqualTo(same ? 1 : 2), title);
        }
    }

    [TestCase("Picture of the day", 7, 7, 2)]
    [TestCase("Today's comic", 7, 7, 2)]
    [TestCase("The lithium cartoon", 7, 7, 2)]
    [TestCase("Picture of the day", 7, 8, 1)]
    [TestCase("Picture of the day", null, null, 1)]
    [TestCase(Title, 7, 7, 1)]
    public void One_headline_without_a_text_is_a_series_where_one_source_has_it_twice(string title, int? source, int? other, int stories)
    {
        var groups = Grouping.Group([
            new ArticleFacts { Id = 1, Title = title, Url = "https://example.org/a", Source = source, PublishedAt = DateTimeOffset.UnixEpoch },
            new ArticleFacts { Id = 2, Title = title, Url = "https://example.org/b", Source = other, PublishedAt = DateTimeOffset.UnixEpoch.AddDays(1) }]);
        Assert.That(groups, Has.Count.EqualTo(stories));
    }

    [TestCase("Your daily briefing on the top stories.", 24, 2)]
    [TestCase("Your daily briefing on the top stories.", 1, 1)]
    [TestCase(Summary, 24, 1)]
    public void One_line_that_says_little_from_day_to_day_is_a_series(string summary, int hours, int stories)
    {
        var groups = Grouping.Group([
            new ArticleFacts { Id = 1, Title = "Morning Briefing", Summary = summary, Url = "https://example.org/a", Source = 7, PublishedAt = DateTimeOffset.UnixEpoch },
            new ArticleFacts { Id = 2, Title = "Morning Briefing", Summary = summary, Url = "https://example.org/b", Source = 7, PublishedAt = DateTimeOffset.UnixEpoch.AddHours(hours) }]);
        Assert.That(groups, Has.Count.EqualTo(stories));
    }
}
