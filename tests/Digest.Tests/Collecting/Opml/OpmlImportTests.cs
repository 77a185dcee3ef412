using System.Text;
using Digest.Collecting.Opml;
using Digest.Storage.Newsletters;

namespace Digest.Tests.Collecting.Opml;

/// <summary>Lists into the database and out of it. The newsletter of the world reads one feed of its own already.</summary>
[OnBothDatabases]
internal sealed class OpmlImportTests
{
    private CollectingWorld world = null!;
    private long newsletter;

    [SetUp]
    public async Task Begin()
    {
        world = await CollectingWorld.StartAsync();
        newsletter = await world.Writer.WriteAsync(async (c, t) => (await NewsletterStore.AllAsync(c, t)).Single().Id);
    }

    [TearDown]
    public async Task End() => await world.DisposeAsync();

    private Task<OpmlReport> ImportAsync(long into, string list) =>
        new OpmlImport(world.Sources, world.Writer, world.Options).RunAsync(into, (OpmlReading.Read)OpmlReader.Read(Encoding.UTF8.GetBytes(list)), default);

    private Task<OpmlReport> ImportOutlinesAsync(string outlines) => ImportAsync(newsletter, $"<opml version=\"2.0\"><body>{outlines}</body></opml>");

    private Task<IReadOnlyList<ListedFeed>> FeedsAsync(long of) => new OpmlStore(world.Database).OfAsync(of, default);

    private async Task<string> UrlsAsync() => string.Join(' ', (await FeedsAsync(newsletter)).Select(f => f.Url).Where(u => u != world.Url));

    [Test]
    public async Task C40_Good_ones_come_in_and_each_other_is_named_with_a_reason()
    {
        var report = await ImportOutlinesAsync($"""
            <outline text="Tech">
              <outline text="Ars" xmlUrl="https://ars.example/feed"/>
              <outline text="Ars again" xmlUrl="HTTP://ARS.example/feed"/>
              <outline text="Old" xmlUrl="feed://old.example/feed"/>
              <outline text="Older" xmlUrl="feed:https://older.example/feed"/>
            </outline>
            <outline text="Home" xmlUrl="http://192.168.0.1/feed"/>
            <outline text="Files" xmlUrl="file:///etc/passwd"/>
            <outline text="Mail" xmlUrl="https://u:secret@mail.example:25/"/>
            <outline text="Words" xmlUrl="not an address"/>
            <outline text="Note"/>
            <outline text="There" xmlUrl="{world.Url}"/>
            """);
        Assert.That((report.Added, report.There), Is.EqualTo((3, 2)));
        Assert.That(await UrlsAsync(), Is.EqualTo("https://ars.example/feed https://old.example/feed https://older.example/feed"));
        Assert.That((await FeedsAsync(newsletter))[1], Is.EqualTo(new ListedFeed { Outline = 2, Url = "https://ars.example/feed", Title = "Ars", Topic = "Tech" }));
        Assert.That(string.Join('\n', report.Refused), Is.EqualTo("""
            outline 6, Home (http://192.168.0.1/feed): 192.168.0.1 is a private address; Collecting:AllowedPrivateHosts can allow it
            outline 7, Files (file:///etc/passwd): only http and https addresses are asked
            outline 8, Mail (https://mail.example:25/): port 25 is not one of 80, 443, 8080, 8443
            outline 9, Words (not an address): this is not a web address
            outline 10, Note: it has no xmlUrl, the address of a feed
            """));
    }

    [Test]
    public async Task C40_Two_thousand_come_in_at_once_and_only_once()
    {
        var list = string.Concat(Enumerable.Range(0, 2000).Select(i => $"<outline text=\"Site {i}\" xmlUrl=\"https://{i}.example/feed\"/>"));
        Assert.That((await ImportOutlinesAsync(list)).Added, Is.EqualTo(2000));
        Assert.That(await ImportOutlinesAsync(list), Has.Property(nameof(OpmlReport.Added)).EqualTo(0).And.Property(nameof(OpmlReport.There)).EqualTo(2000));
        Assert.That(await FeedsAsync(newsletter), Has.Count.EqualTo(2001));
    }

    [Test]
    public async Task C40_Export_then_import_is_the_identity()
    {
        ListedFeed[] feeds =
        [
            new() { Outline = 1, Url = "https://plain.example/feed" },
            new() { Outline = 2, Url = "https://tech.example/feed?a=1&b=%22x%22", Title = "Use of <b> & &amp; in \"titles\"", Topic = "Tech & <i>more</i>", Weight = 2.5 },
            new() { Outline = 3, Url = "https://news.example/ツ", Title = "ニュース 📰 it’s", Topic = "News", Weight = 0.1 },
            new() { Outline = 4, Url = "https://u:p@more.example:8443/feed", Title = "More", Topic = "Tech & <i>more</i>" },
        ];
        var first = await world.ReadAsync("first", world.Url);
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, first, world.Url));
        var list = OpmlWriter.Write("First", feeds);
        Assert.That((await ImportAsync(first, list)).Added, Is.EqualTo(4));
        Assert.That(Unplaced(await FeedsAsync(first)), Is.EqualTo(Unplaced(feeds)));

        var written = OpmlWriter.Write("Another", await FeedsAsync(first));
        var second = await world.ReadAsync("second", world.Url);
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, second, world.Url));
        await ImportAsync(second, written);
        Assert.That(Unplaced(await FeedsAsync(second)), Is.EqualTo(Unplaced(feeds)));
        Assert.That(OpmlWriter.Write("Another", await FeedsAsync(second)), Is.EqualTo(written));
        Assert.That((await ImportAsync(second, written)).Added, Is.Zero);
    }

    [Test]
    public async Task C40_A_source_that_comes_back_takes_the_place_it_has_in_the_list()
    {
        await ImportOutlinesAsync("<outline text=\"Old\"><outline text=\"A\" xmlUrl=\"https://a.example/\"/></outline>");
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter, "https://a.example/"));
        Assert.That((await ImportOutlinesAsync("<outline text=\"New\"><outline text=\"B\" xmlUrl=\"https://a.example/\"/></outline>")).Added, Is.EqualTo(1));
        var back = (await FeedsAsync(newsletter)).Single(f => f.Url == "https://a.example/");
        Assert.That((back.Topic, back.Title), Is.EqualTo(("New", "A")));
    }

    private static IEnumerable<ListedFeed> Unplaced(IEnumerable<ListedFeed> feeds) => feeds.Select(f => f with { Outline = 0 }).OrderBy(f => f.Url, StringComparer.Ordinal);
}
