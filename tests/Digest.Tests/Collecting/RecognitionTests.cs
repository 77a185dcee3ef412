using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>An article is news once, whatever its publisher does to it afterwards (collecting.md, behaviours 23 to 36).</summary>
[OnBothDatabases]
internal sealed class RecognitionTests
{
    private static readonly string[] Titles =
    [
        "Harbour opens after the storm", "Copper climbs again", "Bakers meet in Lisbon", "Court hears fishermen", "Rails reach the northern mine",
        "Wheat harvest fails in the east", "Bridge gets second lane", "Dairy prices slip", "Airline drops winter flights",
    ];

    private CollectingWorld world = null!;
    private RssItem[] ten = [];

    [SetUp]
    public async Task Start()
    {
        world = await CollectingWorld.StartAsync();
        ten = [.. Enumerable.Range(1, 10).Select(world.Item)];
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private Task PurgeAsync() => world.ExecuteAsync("update article set summary = '', html = '', texts_kept = false");

    private async Task AssertNothingRepeatedAsync(params RssItem[] items)
    {
        var again = await world.CollectAsync(items);

        Assert.That((again.New, again.News, again.Problem), Is.EqualTo((0, 0, (string?)null)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 7, waiting 3"));
        Assert.That((await world.QueryAsync<long>("select count(*) from article"))[0], Is.EqualTo(10));
    }

    [Test]
    public async Task C23_Of_a_first_collect_of_300_items_the_newest_three_are_news_and_all_are_known()
    {
        var all = Enumerable.Range(1, 300).Select(world.Item).Reverse().ToArray();
        var first = await world.CollectAsync(all);
        var second = await world.CollectAsync([.. all, world.Item(301) with { Published = world.Clock.GetUtcNow() }]);

        Assert.That((first.New, first.News), Is.EqualTo((300, 3)));
        Assert.That((second.New, second.News), Is.EqualTo((1, 1)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 297, waiting 4"));
        Assert.That(await world.QueryAsync<string>("select a.key from article a join candidate c on c.article = a.id where c.state = 'waiting' order by a.key"),
            Is.EqualTo(["id:made-0001", "id:made-0002", "id:made-0003", "id:made-0301"]));
    }

    [Test]
    public async Task A_newsletter_that_comes_later_has_a_first_collect_of_its_own()
    {
        await world.CollectAsync(ten);
        await world.ReadAsync("weekly", world.Url);
        var collected = await world.CollectAgainAsync();

        Assert.That((collected.New, collected.News), Is.EqualTo((0, 3)));
        Assert.That(await world.CandidatesAsync("weekly"), Is.EqualTo("known 7, waiting 3"));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 7, waiting 3"));
    }

    [Test]
    public async Task C32_Without_dates_the_first_in_the_feed_are_the_newest()
    {
        await world.CollectAsync([.. ten.Select(i => i with { Published = null })]);

        Assert.That(await world.QueryAsync<string>("select a.key from article a join candidate c on c.article = a.id where c.state = 'waiting' order by a.id desc"),
            Is.EqualTo(["id:made-0001", "id:made-0002", "id:made-0003"]));
    }

    [Test]
    public async Task A_feed_that_is_empty_at_first_still_has_its_first_collect_before_it()
    {
        await world.CollectAsync();

        Assert.That((await world.CollectAsync(ten)).News, Is.EqualTo(3));
    }

    [Test]
    public async Task C24_A_feed_that_was_empty_for_a_day_repeats_nothing()
    {
        await world.CollectAsync(ten);
        await world.CollectAsync();
        await AssertNothingRepeatedAsync(ten);
    }

    [Test]
    public async Task C25_New_guids_at_the_same_links_repeat_nothing()
    {
        await world.CollectAsync(ten);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Id = "urn:new:" + i.Id })]);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Id = null })]);
        await AssertNothingRepeatedAsync(ten);
    }

    [Test]
    public async Task A_guid_that_holds_the_headline_changes_with_it_and_repeats_nothing()
    {
        await world.CollectAsync(ten);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Id = i.Id + "-corrected", Title = i.Title + " (corrected)" })]);
    }

    [Test]
    public async Task Another_text_on_another_day_at_the_same_address_is_news()
    {
        var page = world.Item(1) with { Url = world.Site.Url("/prices") };
        await world.CollectAsync(page);
        var next = await world.CollectAsync(world.Item(2) with { Url = page.Url, Published = world.Clock.GetUtcNow() });

        Assert.That(next.News, Is.EqualTo(1));
    }

    [TestCase(1), TestCase(2), TestCase(3)]
    public async Task A_column_at_one_address_whose_guid_was_once_corrected_is_news_again_tomorrow(int columns)
    {
        RssItem[] Today(int day) => [.. Enumerable.Range(1, columns).Select(n => world.Item((day * 10) + n) with { Url = world.Site.Url($"/column/{n}"), Published = world.Clock.GetUtcNow() })];
        var news = new List<int>();
        for (var day = 1; day <= 4; day++)
        {
            var today = Today(day);
            news.Add((await world.CollectAsync(today)).News);
            if (day == 2) Assert.That((await world.CollectAsync([.. today.Select(i => i with { Id = i.Id + "-corrected" })])).New, Is.Zero);
            world.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(news, Is.EqualTo(Enumerable.Repeat(columns, 4)));
    }

    [Test]
    public async Task The_only_item_of_a_feed_whose_guid_changes_with_every_look_is_news_once()
    {
        for (var look = 0; look < 4; look++)
            Assert.That((await world.CollectAsync(ten[0] with { Id = $"look-{look}", Html = $"<p>Edited {look} times.</p>" })).News, Is.EqualTo(look == 0 ? 1 : 0));
    }

    [TestCase("https://HOST/PATH"), TestCase("http://www.else.example/PATH"), TestCase("http://HOST/PATH?utm_source=feed&utm_medium=rss"), TestCase("http://HOST/PATH/"), TestCase("http://HOST/amp/PATH")]
    public async Task C26_Other_links_with_the_same_guids_repeat_nothing_and_the_address_is_the_new_one(string pattern)
    {
        string Moved(RssItem item) => pattern.Replace("HOST", "mine.example", StringComparison.Ordinal).Replace("PATH", new Uri(item.Url!).AbsolutePath[1..], StringComparison.Ordinal);
        await world.CollectAsync(ten);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Url = Moved(i) })]);

        Assert.That(await world.QueryAsync<string>("select url from article order by id desc"), Is.EqualTo(ten.Select(Moved)));
    }

    [TestCase("https://HOST/PATH"), TestCase("http://www.HOST/PATH"), TestCase("http://HOST/PATH?utm_campaign=x&fbclid=y"), TestCase("http://HOST/PATH/"), TestCase("http://HOST/PATH/amp")]
    public async Task Without_guids_a_link_that_changes_only_in_its_dress_repeats_nothing(string pattern)
    {
        RssItem[] Dressed(string dress) => [.. ten.Select(i => i with
        {
            Id = null,
            Url = dress.Replace("HOST", "mine.example", StringComparison.Ordinal).Replace("PATH", new Uri(i.Url!).AbsolutePath[1..], StringComparison.Ordinal),
        })];
        await world.CollectAsync(Dressed("http://HOST/PATH"));
        await AssertNothingRepeatedAsync(Dressed(pattern));
    }

    [TestCase("same"), TestCase(""), TestCase("  ")]
    public async Task C28_One_guid_for_all_items_keeps_them_apart(string guid)
    {
        await world.CollectAsync([.. ten.Select(i => i with { Id = guid })]);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Id = guid })]);
        await AssertNothingRepeatedAsync(ten);
    }

    [Test]
    public async Task C28_Guids_of_4_kB_and_guids_that_differ_in_case_only_are_told_apart()
    {
        RssItem[] odd = [.. ten.Take(5).Select((i, n) => i with { Id = new string('x', 4096) + n }), .. ten.Skip(5).Take(4).Select((i, n) => i with { Id = "ab" + "aAbB"[n] }), ten[9]];
        await world.CollectAsync(odd);
        await AssertNothingRepeatedAsync(odd);

        Assert.That((await world.QueryAsync<long>("select max(length(key)) from article"))[0], Is.LessThan(201));
    }

    [Test]
    public async Task One_link_for_all_items_keeps_them_apart_too_and_a_repeated_item_counts_once()
    {
        RssItem[] one = [.. ten.Select(i => i with { Id = null, Url = world.Site.Url("/changes") })];
        await world.CollectAsync([.. one, one[0], one[9]]);
        await AssertNothingRepeatedAsync(one);

        Assert.That((await world.QueryAsync<long>("select count(*) from article where changed_at > first_seen_at"))[0], Is.Zero);
    }

    [Test]
    public async Task C29_A_corrected_article_is_stored_in_its_new_words_and_is_no_news()
    {
        await world.CollectAsync(ten);
        await AssertNothingRepeatedAsync([ten[0] with { Title = "Corrected", Summary = "New words", Author = "Second desk" }, .. ten[1..]]);
        var row = (await world.QueryAsync<(string Title, string Summary, string Authors, long Seen, long Changed)>(
            "select title, summary, authors, first_seen_at, changed_at from article order by id desc limit 1"))[0];

        Assert.That((row.Title, row.Summary, row.Authors), Is.EqualTo(("Corrected", "New words", "Second desk")));
        Assert.That(row.Changed - row.Seen, Is.EqualTo(30 * 60_000));
    }

    [Test]
    public async Task C30_A_date_that_moves_on_with_each_poll_repeats_nothing()
    {
        await world.CollectAsync(ten);
        var published = await world.QueryAsync<long>("select published_at from article order by id");
        for (var hour = 1; hour < 4; hour++) await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Published = i.Published!.Value.AddHours(hour) })]);

        Assert.That(await world.QueryAsync<long>("select published_at from article order by id"), Is.EqualTo(published));
    }

    [TestCase("Tue, 24 Nov 2026 08:30:00 GMT"), TestCase("Wed, 24 Nov 2027 07:00:00 GMT"), TestCase("Thu, 01 Jan 1970 00:00:00 GMT"), TestCase("0001-01-01T00:00:00Z"), TestCase("soon"), TestCase("")]
    public async Task C31_A_date_that_can_not_be_believed_is_the_time_of_first_sight(string date)
    {
        world.Site.Set("/feed", FeedPage.Rss($"<rss><channel><title>x</title><item><title>a</title><link>http://mine.example/1</link><pubDate>{date}</pubDate></item></channel></rss>"));
        await world.CollectAgainAsync();

        Assert.That(await world.QueryAsync<long>("select published_at from article"), Is.EqualTo([world.Clock.GetUtcNow().ToUnixTimeMilliseconds()]));
    }

    [Test]
    public async Task C33_A_late_and_back_dated_item_is_news_once()
    {
        await world.CollectAsync(ten);
        var late = world.Item(11) with { Published = world.Clock.GetUtcNow().AddDays(-3) };
        var first = await world.CollectAsync([.. ten, late]);
        var second = await world.CollectAsync([late, .. ten]);

        Assert.That((first.News, second.News), Is.EqualTo((1, 0)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 7, waiting 4"));
    }

    [Test]
    public async Task C34_What_leaves_the_feed_stays_collected()
    {
        await world.CollectAsync(ten);
        await world.CollectAsync(ten[9]);

        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 7, waiting 3"));
    }

    [Test]
    public async Task C36_A_purged_article_that_is_listed_again_is_still_known_and_stays_purged()
    {
        await world.CollectAsync(ten);
        await PurgeAsync();
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Summary = "Listed again" })]);
        await AssertNothingRepeatedAsync([.. ten.Select(i => i with { Id = "urn:new:" + i.Id })]);

        Assert.That(await world.QueryAsync<string>("select distinct summary || html from article"), Is.EqualTo([""]));
    }

    [Test]
    public async Task C36_A_purged_article_that_is_news_to_another_newsletter_has_its_texts_again()
    {
        RssItem[] three = [.. ten[..3].Select(i => i with { Summary = "All of it" })];
        await world.CollectAsync(three);
        await PurgeAsync();
        await world.ReadAsync("other", world.Url);
        await world.CollectAsync([.. three[..2], three[2] with { Summary = "All of it, and more" }]);

        Assert.That(await world.QueryAsync<long>("select count(*) from article where texts_kept and summary like 'All of it%'"), Is.EqualTo([3L]));
    }

    [Test]
    public async Task C36_A_column_at_one_address_is_news_every_day_when_its_old_issues_are_purged()
    {
        RssItem Today(int number) => world.Item(number) with { Url = world.Site.Url("/today"), Published = world.Clock.GetUtcNow() };
        await world.CollectAsync(Today(1));
        await PurgeAsync();
        world.Clock.Advance(TimeSpan.FromDays(200));
        Assert.That((await world.CollectAsync(Today(2))).News, Is.EqualTo(1));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await world.CollectAsync(Today(3))).News, Is.EqualTo(1));
        Assert.That(await world.QueryAsync<string>("select title from article order by id"), Is.EqualTo(new[] { 1, 2, 3 }.Select(n => world.Item(n).Title)));
    }

    [Test]
    public async Task C36_The_id_of_a_purged_article_that_another_one_bears_now_does_not_hide_that_one()
    {
        await world.CollectAsync(ten);
        await PurgeAsync();
        world.Clock.Advance(TimeSpan.FromDays(200));
        var other = world.Item(11) with { Id = ten[0].Id, Html = $"<p>{world.Item(11).Title}.</p><p>{string.Join(' ', Enumerable.Range(12, 9).Select(n => world.Item(n).Summary))}</p>" };
        Assert.That((await world.CollectAsync(other)).News, Is.EqualTo(1));
        Assert.That((await world.CollectAsync(other)).New, Is.Zero, "it is known itself now");
        Assert.That((await world.CollectAsync(ten[0])).New, Is.Zero, "and so is the first bearer still");
        Assert.That(await world.QueryAsync<string>("select url from article where title = @title", new { title = ten[0].Title }), Is.EqualTo([ten[0].Url]));
    }

    [TestCase(""), TestCase("In brief.")]
    public async Task Ids_that_are_given_again_hide_nothing_in_a_feed_that_has_hardly_more_than_headlines(string summary)
    {
        RssItem[] Day(int day) => [.. Enumerable.Range(1, 3).Select(n =>
            world.Item((day * 10) + n) with { Id = $"{n}", Title = Titles[((day * 3) + n - 1) % Titles.Length], Html = null, Summary = summary, Published = world.Clock.GetUtcNow() })];
        await world.CollectAsync(Day(0));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await world.CollectAsync(Day(1))).News, Is.EqualTo(3));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await world.CollectAsync(Day(2))).News, Is.EqualTo(3));
    }

    [Test]
    public async Task C36_A_purged_article_that_moved_and_was_written_anew_is_known_by_its_id_and_what_is_left_of_its_headline()
    {
        await world.CollectAsync(ten);
        await PurgeAsync();
        await AssertNothingRepeatedAsync([.. ten.Select((i, n) => i with
        {
            Title = i.Title + " (corrected)",
            Url = world.Site.Url($"/moved/{n}"),
            Published = world.Clock.GetUtcNow(),
            Summary = string.Join(' ', Enumerable.Range(20, 30).Select(k => world.Item(k + n).Summary)),
        })]);
    }
}
