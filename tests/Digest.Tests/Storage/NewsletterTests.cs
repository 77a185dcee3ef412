using Digest.Storage;
using Digest.Storage.Newsletters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digest.Tests.Storage;

/// <summary>What configuration names wins at each start; what it leaves out belongs to the database.</summary>
[OnBothDatabases]
internal sealed class NewsletterTests
{
    private StorageWorld world = null!;
    private List<string> sources = [];

    [SetUp]
    public void Start() => (world, sources) = (new StorageWorld(), []);

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private Task ApplyAsync(params (string Key, string Value)[] settings) => new ConfiguredNewsletters(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("Digest:Newsletters:" + s.Key, s.Value))).Build(),
        world.Newsletters, world.Writer, new EventLog(world.Clock),
        (_, _, newsletter, named) =>
        {
            foreach (var source in named) sources.Add(source.Url.Length > 0 ? $"{newsletter.Slug} {source.Url}" : throw new Fault("No address."));
            return Task.CompletedTask;
        },
        NullLogger<ConfiguredNewsletters>.Instance).ApplyAsync();

    private Task SetAsync(Newsletter newsletter, string name, string value) => world.Writer.WriteAsync((c, t) => world.Newsletters.SetAsync(c, t, newsletter.Id, name, value));

    [Test]
    public async Task Newsletters_are_made_in_their_order_with_their_settings_and_sources()
    {
        await ApplyAsync(("0:Slug", "daily"), ("0:Name", "The Daily"), ("0:Days:0", "Monday"), ("0:Days:1", "Friday"), ("0:Form:Heading", "Hello"), ("0:Sources:0:Url", "https://mine.example/a"), ("1:Slug", "other"));
        var all = await world.Newsletters.AllAsync();

        Assert.That(all.Select(n => (n.Slug, n.Name)), Is.EqualTo([("daily", "The Daily"), ("other", "other")]));
        Assert.That((all[0].Options.Form.Heading, string.Join(' ', all[0].Options.Days)), Is.EqualTo(("Hello", "Monday Friday")));
        Assert.That(sources, Is.EqualTo(["daily https://mine.example/a"]));
    }

    [Test]
    public async Task Configuration_wins_for_what_it_names_and_leaves_the_rest()
    {
        await ApplyAsync(("0:Slug", "daily"), ("0:Name", "One"), ("0:SendAt", "06:00"));
        var newsletter = await world.Newsletters.GetAsync("daily");
        await SetAsync(newsletter, "Name", "Two");
        await SetAsync(newsletter, "MaxStories", "7");
        await ApplyAsync(("0:Slug", "daily"), ("0:Name", "One"));
        var after = (await world.Newsletters.GetAsync("daily")).Options;

        Assert.That((after.Name, after.MaxStories, after.SendAt), Is.EqualTo(("One", 7, new TimeOnly(6, 0))));
        Assert.That(await world.EventsAsync("name", "where kind = 'setting_changed' order by id"), Is.EqualTo(["Name", "SendAt", "Name"]));
    }

    [Test]
    public async Task A_shorter_list_leaves_nothing_of_the_longer_one_behind()
    {
        await ApplyAsync(("0:Slug", "daily"), ("0:Days:0", "Monday"), ("0:Days:1", "Friday"));
        await ApplyAsync(("0:Slug", "daily"), ("0:Days:0", "Sunday"));

        Assert.That((await world.Newsletters.GetAsync("daily")).Options.Days, Is.EqualTo([DayOfWeek.Sunday]));
    }

    [Test]
    public async Task Removing_an_entry_deletes_nothing_and_a_deleted_newsletter_stays_deleted()
    {
        await ApplyAsync(("0:Slug", "daily"), ("1:Slug", "gone"));
        await world.ExecuteAsync("update newsletter set deleted_at = 1 where slug = 'gone'");
        await ApplyAsync(("0:Slug", "gone"));

        Assert.That((await world.Newsletters.AllAsync()).Select(n => n.Slug), Is.EqualTo(["daily"]));
    }

    [Test]
    public async Task A_fault_in_one_entry_names_it_and_changes_nothing()
    {
        await Assert.ThatAsync(() => ApplyAsync(("0:Slug", "Daily!")), Throws.TypeOf<Fault>().With.Message.StartsWith("Digest:Newsletters:0:Slug is 'Daily!'"));
        await Assert.ThatAsync(() => ApplyAsync(("0:Slug", "daily"), ("0:Sources:0:Url", "")), Throws.TypeOf<Fault>().With.Message.EqualTo("Digest:Newsletters:0:Sources: No address."));

        Assert.That(await world.Newsletters.AllAsync(), Is.Empty);
    }

    [TestCase("Weekly", "Mon", "Weekly is 'Mon', but should be a day of the week, e.g. Monday, or none.")]
    [TestCase("Weekly", "1", "Weekly is '1', but should be a day of the week, e.g. Monday, or none.")]
    [TestCase("ReviewMinutes", "-1", "ReviewMinutes is -1, but should be between 0 and 1440, which is a day.")]
    [TestCase("ReviewMinutes", "1441", "ReviewMinutes is 1441, but should be between 0 and 1440, which is a day.")]
    [TestCase("ReaderTime", "yes", "ReaderTime is 'yes', but should be true or false.")]
    public async Task A_setting_of_the_clock_that_cannot_work_is_refused(string name, string value, string fault) =>
        await Assert.ThatAsync(() => ApplyAsync(("0:Slug", "daily"), ("0:" + name, value)), Throws.TypeOf<Fault>().With.Message.EqualTo("Digest:Newsletters:0:" + fault));

    [Test]
    public async Task The_day_of_the_weekly_edition_counts_from_when_it_was_named()
    {
        await ApplyAsync(("0:Slug", "daily"), ("0:Weekly", "None"));
        var newsletter = await world.Newsletters.GetAsync("daily");
        Assert.That(newsletter.Options.WeeklyOn, Is.Null);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await SetAsync(newsletter, "weekly", "monday");
        newsletter = await world.Newsletters.GetAsync("daily");
        Assert.That((newsletter.Options.WeeklyOn, newsletter.WeeklySince), Is.EqualTo((DayOfWeek.Monday, world.Clock.GetUtcNow())));
    }

    [Test]
    public async Task Who_asks_for_a_newsletter_that_is_not_there_is_told_which_are()
    {
        await Assert.ThatAsync(() => world.Newsletters.GetAsync("x"), Throws.TypeOf<Fault>().With.Message.Contains("There is no newsletter yet"));
        await world.AddNewsletterAsync("daily");
        await Assert.ThatAsync(() => world.Newsletters.GetAsync("x"), Throws.TypeOf<Fault>().With.Message.EqualTo("There is no newsletter 'x'. There is: daily."));
    }
}
