using Dapper;
using Digest.Composing;
using Digest.Composing.Review;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;
using Digest.Templating;
using Digest.Tests.Delivering;
using MimeKit;

namespace Digest.Tests.Composing;

/// <summary>What an attacker of the cut, the review and the variants found, and what must not happen again.</summary>
[OnBothDatabases]
public sealed class EditionAttackTests
{
    private static Story Tale(string title, string topic, string url) => new()
    {
        Title = title,
        Url = url,
        Source = "Wire",
        PublishedAt = DateTimeOffset.UnixEpoch,
        Summary = "s",
        Topic = topic,
        Articles = [new StoryArticle(1, "Wire", title, url)],
    };

    private static ReaderChoice Wants(string topics) => new() { Topics = topics, Language = "", Format = "html", Absence = 0, Readers = 1 };

    [Test]
    public void Variant_keys_of_different_stories_with_one_address_differ()
    {
        Story[] stories = [Tale("Chips", "Chips", "https://a.example/"), Tale("Energy", "Energy", "https://a.example/")];
        HashSet<string> topics = ["Chips", "Energy"];
        Assert.That(VariantKey.Of(Wants("Chips"), stories, "", topics).Name, Is.Not.EqualTo(VariantKey.Of(Wants("Energy"), stories, "", topics).Name));
    }

    private static async Task<MimeMessage> MailAsync(Workshop shop, Edition edition, string variant)
    {
        var made = await shop.Get<VariantStore>().GetAsync(edition.Id, variant);
        return await MimeMessage.LoadAsync(new MemoryStream([.. made.Headers, .. made.Body]));
    }

    [Test]
    public async Task An_edit_of_a_held_edition_is_in_the_mail()
    {
        await using var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        var source = await heap.SourceAsync("Wire");
        await heap.ArticleAsync(source, "Wrong headline");
        await heap.ArticleAsync(source, "Libel about somebody zirconium");
        await shop.ReadersAsync(2);
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        edition = (await store.FindAsync(edition.Id))!;
        // As Releaser.FreezeAsync does it when a later variant's template faults.
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, 200, default);
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Held, "template fault"));
        var libel = (await heap.StoriesAsync(edition)).Select((s, i) => (s, i)).First(x => x.s.Title.StartsWith("Libel", StringComparison.Ordinal)).i + 1;
        await shop.Get<Editor>().EditAsync(await shop.NewsletterAsync(), edition.Id, null, "drop", "", d => Task.FromResult(d.Drop(libel).Retitle(1, "Right headline")), default);
        await shop.Get<EditionControl>().ReleaseAsync((await store.FindAsync(edition.Id))!, default);
        await shop.Writer.WriteAsync((c, t) => VariantStore.ForgetAsync(c, t, edition.Id));
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), (await store.FindAsync(edition.Id))!, 200, default);
        var mail = await MailAsync(shop, edition, Variant.Digest);
        Assert.That(mail.HtmlBody, Does.Contain("Right headline").And.Not.Contain("Libel"));
    }

    [TestCase("missed")]
    [TestCase("de")]
    [TestCase("ar")]
    [TestCase("zh")]
    public async Task One_readers_variant_holds_nobodys_edition(string who)
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:MaxStories", "110"));
        var heap = new NewsHeap(shop);
        var source = await heap.SourceAsync("Wire");
        var earlier = await shop.ReleasedAsync(scheduled: true);
        await shop.Writer.WriteAsync((c, t) => EditionStore.SetStoriesAsync(c, t, earlier.Id,
            [.. Enumerable.Range(0, 10).Select(i => Tale(string.Join(' ', Enumerable.Range(0, 20).Select(k => NewsHeap.Word(i + 5000, k))), "", $"https://n.example/{i}/{new string('a', 700)}") with { Rank = i + 1 })]));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 110; i++) await heap.ArticleAsync(source, NewsHeap.Title(i), hoursAgo: 1 + (i / 10.0), summary: string.Join(' ', Enumerable.Range(0, 38).Select(k => NewsHeap.Word(i + 900, k))) + ".");
        var readers = await shop.ReadersAsync(2);
        await shop.ExecuteAsync("update subscription set language = @l, missed_since_at = @m where id = @id",
            new { l = who == "missed" ? "" : who, m = who == "missed" ? shop.Clock.GetUtcNow().AddDays(-3) : (DateTimeOffset?)null, id = readers[1].Id });
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), (await store.FindAsync(edition.Id))!, 200, default);
    }

    [Test]
    public async Task Adding_races_with_another_cut()
    {
        await using var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        var source = await heap.SourceAsync("Wire");
        await heap.ArticleAsync(source, NewsHeap.Title(1));
        var draft = (await heap.CutAsync()).Edition!;
        var late = await heap.ArticleAsync(source, NewsHeap.Title(2));
        Edition? second = null;
        var editor = shop.Get<Editor>();
        try
        {
            await editor.EditAsync(await shop.NewsletterAsync(), draft.Id, null, "add", "", async d =>
            {
                await using var c = await shop.Get<Database>().OpenAsync();
                var story = StoryTeller.Tell(new CandidateGroup([await Candidates.FindAsync(c, draft, late)], null));
                // `digest send` cuts the next edition meanwhile.
                second ??= (await heap.CutAsync(scheduled: false)).Edition!;
                return d.Add(story);
            }, default);
        }
        catch (Fault)
        {
            // Refused: good.
        }
        var inBoth = (await heap.StoriesAsync(draft)).Concat(await heap.StoriesAsync(second!)).SelectMany(s => s.Articles).Count(a => a.Id == late);
        Assert.That(inBoth, Is.EqualTo(1), "editions that hold the article");
    }

    [TestCase("{ \"a\": \"\\ud800\" }")]
    [TestCase("{ \"\\ud800\": \"x\" }")]
    [TestCase("{ \"a\": { \"other\": \"\\udc00\" } }")]
    [TestCase("{ \"a\": { \"other\": \"x\"")]
    [TestCase("")]
    public void A_broken_language_file_is_a_template_fault(string json) =>
        Assert.Throws<TemplateFault>(() => WordFile.Read("i18n/de.json", json));

    [Test]
    public async Task Missed_stories_are_of_the_readers_own_topics()
    {
        await using var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        var earlier = await shop.ReleasedAsync(scheduled: true);
        await shop.Writer.WriteAsync((c, t) => EditionStore.SetStoriesAsync(c, t, earlier.Id,
            [Tale("Old chips story", "Chips", "https://n.example/c") with { Rank = 1 }, Tale("Old energy story", "Energy", "https://n.example/e") with { Rank = 2 }]));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await heap.ArticleAsync(await heap.SourceAsync("Chip Wire", "Chips"), "New chips story zirconium");
        var readers = await shop.ReadersAsync(4);
        async Task Choose(int i, string topics) => await shop.ExecuteAsync("update subscription set topics = @topics, missed_since_at = @m where id = @id", new { topics, m = shop.Clock.GetUtcNow().AddDays(-3), id = readers[i].Id });
        await Choose(0, "Chips");
        await Choose(1, "");
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        edition = (await store.FindAsync(edition.Id))!;
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, 200, default);
        await shop.Get<Planner>().PlanAsync(edition, null, default);
        await using var c2 = await shop.Get<Database>().OpenAsync();
        var variant = (await c2.QueryAsync<(long, string)>("select subscription, variant from delivery where edition = @id", new { id = edition.Id })).ToDictionary(r => r.Item1, r => r.Item2);
        var (chips, all) = (await MailAsync(shop, edition, variant[readers[0].Id]), await MailAsync(shop, edition, variant[readers[1].Id]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(chips.HtmlBody, Does.Contain("Old chips story").And.Not.Contain("Old energy story"));
            Assert.That(all.HtmlBody, Does.Contain("Old energy story"));
        }
    }

    [Test]
    public async Task What_an_editor_may_store_can_be_released()
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:MaxStories", "110"));
        var heap = new NewsHeap(shop);
        var source = await heap.SourceAsync("Wire");
        for (var i = 0; i < 110; i++) await heap.ArticleAsync(source, NewsHeap.Title(i), hoursAgo: 1 + (i / 10.0), summary: string.Join(' ', Enumerable.Range(0, 38).Select(k => NewsHeap.Word(i + 900, k))) + ".");
        var edition = (await heap.CutAsync()).Edition!;
        var editor = shop.Get<Editor>();
        var newsletter = await shop.NewsletterAsync();
        // The editor writes until there is no more room.
        var (low, high) = (0, 5000);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            try
            {
                await editor.EditAsync(newsletter, edition.Id, null, "intro", "", d => Task.FromResult(d.Introduce(new string('x', middle))), default);
                low = middle;
            }
            catch (Fault)
            {
                high = middle - 1;
            }
        }
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        await shop.Get<VariantMaker>().FreezeAsync(newsletter, (await store.FindAsync(edition.Id))!, 200, default);
    }

    [Test]
    public async Task An_address_whose_page_failed_can_be_added_later()
    {
        await using var shop = await Workshop.OpenAsync();
        var hand = shop.Get<Digest.Collecting.Recognising.ByHand>();
        var article = await shop.Writer.WriteAsync((c, t) => hand.AddAsync(c, t, "https://paper.example.org/a"));
        await shop.ExecuteAsync("update page set state = 'failed', problem = 'HTTP 503'");
        await shop.Writer.WriteAsync((c, t) => hand.AddAsync(c, t, "https://paper.example.org/a"));
        Assert.That(await shop.CountAsync("select count(*) from page where state = 'due'"), Is.EqualTo(1));
    }

    [TestCase("{{ cut reader.address 20 }}")]
    [TestCase("{{ reader.address | string.upcase }}")]
    [TestCase("{{ reader.address | string.slice 0 25 }}")]
    public async Task A_template_that_spoils_a_slot_is_a_template_fault(string line)
    {
        using var folder = new Digest.World.TempFolder();
        var own = Path.Combine(folder.Path, "oxide", "mail");
        Directory.CreateDirectory(own);
        await using var first = await Workshop.OpenAsync();
        var shipped = first.Get<StorageOptions>().TemplatesPath;
        await File.WriteAllTextAsync(Path.Combine(own, "standard.txt"), await File.ReadAllTextAsync(Path.Combine(shipped, "mail", "standard.txt")) + "\nYou are " + line + "\n");
        await using var shop = await Workshop.OpenAsync(("TemplatesDirectory", folder.Path));
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Wire"), "Acid is scarce");
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        try
        {
            await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), (await store.FindAsync(edition.Id))!, 200, default);
        }
        catch (TemplateFault)
        {
            return;
        }
        var made = await shop.Get<VariantStore>().GetAsync(edition.Id, Variant.Digest);
        var mail = System.Text.Encoding.UTF8.GetString(new MailSplicer(made).Splice(new SlotValues("tok", "pref", "ann@readers.example", shop.Clock.GetUtcNow(), shop.Clock.GetUtcNow(), "id")).ToArray());
        Assert.Fail(mail[(mail.IndexOf("You are", StringComparison.Ordinal))..][..60]);
    }

    [Test]
    public async Task A_subject_template_with_a_readers_slot_is_a_fault_or_is_spliced()
    {
        using var folder = new Digest.World.TempFolder();
        var own = Path.Combine(folder.Path, "oxide", "mail");
        Directory.CreateDirectory(own);
        await File.WriteAllTextAsync(Path.Combine(own, "subject.txt"), "{{ stories[0].title }} for {{ reader.address }}");
        await using var shop = await Workshop.OpenAsync(("TemplatesDirectory", folder.Path));
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Wire", "A"), "Acid is scarce");
        await heap.ArticleAsync(await heap.SourceAsync("Wire B", "B"), "Lithium gets dearer");

        Assert.That(async () => await heap.CutAsync(scheduled: false), Throws.TypeOf<TemplateFault>().With.Message.Contains("unknown variable reader"));
    }

    [Test]
    public async Task One_huge_story_does_not_make_all_others_titles()
    {
        await using var shop = await Workshop.OpenAsync();
        var stories = Enumerable.Range(1, 20).Select(i => Tale(NewsHeap.Title(i), "", $"https://n.example/{i}") with { Rank = i }).ToList();
        stories[0] = stories[0] with { Articles = [.. Enumerable.Range(0, 500).Select(i => new StoryArticle(i, "Price Wire", "Price", $"https://n.example/prices/{i}/{new string('p', 60)}"))] };
        var fitted = shop.Get<Digest.Composing.Choosing.Fitting>().Fit(
            new EditionFacts { Newsletter = await shop.NewsletterAsync(), Date = new DateOnly(2026, 11, 24), Stories = stories, At = shop.Clock.GetUtcNow() }, ReaderSlots.Sample);
        Assert.That(fitted.Facts.Stories.Count, Is.GreaterThan(1), "told in full");
    }

    [Test]
    public async Task The_releaser_tells_the_operator_of_a_fault_that_is_no_template_fault()
    {
        using var folder = new Digest.World.TempFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "i18n"));
        await using var shop = await Workshop.OpenAsync(("TemplatesDirectory", folder.Path));
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Wire"), "Acid is scarce");
        await shop.ReadersAsync(1);
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "i18n", "en.json"), "{ \"smile\": \"\\ud83d\" }");
        var caught = "";
        try
        {
            await shop.Get<Releaser>().ReleaseAsync(edition, null!, default);
        }
        catch (Exception fault)
        {
            caught = fault.GetType().Name;
        }
        var now = await shop.Get<EditionStore>().FindAsync(edition.Id);
        Assert.That((now!.State, caught, await shop.CountAsync("select count(*) from event where data like '%is held%'")), Is.EqualTo(("held", "", 1L)));
    }

    [Test]
    public async Task A_source_that_repeats_itself_does_not_make_the_edition_a_list_of_titles()
    {
        await using var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        var (prices, wire) = (await heap.SourceAsync("Price Wire"), await heap.SourceAsync("Wire"));
        for (var i = 0; i < 500; i++)
            await heap.ArticleAsync(prices, "Lithium carbonate price falls to lowest since January", hoursAgo: 0.5 + (i / 1000.0), summary: "Lithium carbonate price falls to lowest since January says broker.", url: $"https://prices.example/2026/11/24/lithium-carbonate-price-falls-to-lowest-since-january-{i}");
        for (var i = 0; i < 8; i++) await heap.ArticleAsync(wire, NewsHeap.Title(i));
        var proposal = await heap.ProposeAsync();
        var fitted = shop.Get<Digest.Composing.Choosing.Fitting>().Fit(EditionFacts.Of(proposal, shop.Clock.GetUtcNow()), ReaderSlots.Sample);
        Assert.That(fitted.Facts.Stories.Count, Is.GreaterThan(1));
    }

    [TestCase(0)]
    [TestCase(499), OfSqlite]
    public async Task Planning_goes_in_large_steps_whoever_gets_no_mail(int matching)
    {
        await using var shop = await Workshop.OpenAsync();
        var heap = new NewsHeap(shop);
        await heap.ArticleAsync(await heap.SourceAsync("Mine Wire", "Mines"), "Tungsten mine reopens");
        await heap.SourceAsync("Garden Wire", "Gardening");
        var readers = await shop.ReadersAsync(3000);
        await shop.ExecuteAsync("update subscription set topics = 'Gardening' where id > @last", new { last = matching == 0 ? 0 : readers[matching - 1].Id });
        var edition = (await heap.CutAsync(scheduled: false)).Edition!;
        var store = shop.Get<EditionStore>();
        await shop.Writer.WriteAsync((c, t) => store.MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        edition = (await store.FindAsync(edition.Id))!;
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), edition, 200, default);
        await shop.ExecuteAsync("create table step_seen (n integer); create trigger seen after update of planned_through on edition begin insert into step_seen values (1); end");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await shop.Get<Planner>().PlanAsync(edition, null, default);
        var steps = await shop.CountAsync("select count(*) from step_seen");
        Assert.That(steps, Is.LessThan(20));
    }
}
