using System.Text;
using Dapper;
using Digest.Composing;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Storage;
using Digest.Tests.Delivering;
using MimeKit;

namespace Digest.Tests.Composing;

/// <summary>Random heaps of news and random settings: every mail has its size, and every article is somewhere.</summary>
[OnBothDatabases]
public sealed class NothingLostTests
{
    private const int MostBytes = 95_000;
    private static readonly string[] Nasty =
    [
        "", "👩‍🔬 Acid", "العناصر الأرضية النادرة", "<b>bold</b> & <script>alert(1)</script>", "one\u2028two", "\u202etxt.exe", new('W', 500), "稀土价格上涨",
        string.Concat(Enumerable.Repeat("& ", 250)), "zdeadbeefdeadbeefdeadbeefaz", "{{ reader.leave_url }}", "=?utf-8?q?x?=",
    ];

    [Test]
    public async Task No_article_is_lost_between_candidate_and_mail_and_every_mail_has_its_size([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        await using var shop = await Workshop.OpenAsync(
            ("Newsletters:0:MaxStories", $"{(seed % 3 == 0 ? 400 : random.Next(1, 60))}"), ("Newsletters:0:MinStories", "1"),
            ("Newsletters:0:Theme", seed % 3 == 1 ? "full" : seed % 3 == 2 ? "brief" : "standard"), ("Newsletters:0:Language", seed % 2 == 0 ? "en" : "ar"));
        var heap = new NewsHeap(shop);
        await shop.ReadersAsync(1);
        var articles = new HashSet<long>();
        for (var day = 0; day < 3; day++)
        {
            await FillAsync(heap, random, articles, seed % 3 == 0 ? 160 : random.Next(1, 90));
            var cut = await heap.CutAsync(scheduled: false);
            if (cut.Edition is { } edition)
            {
                await CheckAsync(shop, heap, edition);
                Assert.That(await shop.CountAsync("select count(*) from candidate where state = 'waiting'"), Is.Zero, "each was decided about");
            }
            shop.Clock.Advance(TimeSpan.FromHours(random.Next(1, 60)));
        }

        await using var c = await shop.Get<Database>().OpenAsync();
        var states = (await c.QueryAsync<(long Article, string State, long? Edition)>("select article, state, edition from candidate")).ToList();
        var recorded = (await c.QueryAsync<long>("select article from left_out")).ToHashSet();
        var told = (await shop.Get<EditionStore>().NewestAsync((await shop.NewsletterAsync()).Id, 10)).ToList();
        var held = new HashSet<long>();
        foreach (var edition in told) held.UnionWith((await heap.StoriesAsync(edition)).SelectMany(s => s.Articles).Select(a => a.Id));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(states.Select(s => s.Article), Is.EquivalentTo(articles));
            Assert.That(states.Where(s => s.State == "in").Select(s => s.Article), Is.EquivalentTo(held), "in means in a story of an edition");
            Assert.That(states.Where(s => s.State is "carried" or "let_go" or "known" && !recorded.Contains(s.Article)), Is.Empty, "what is out has a record");
            Assert.That(states.Where(s => s.State is not ("in" or "carried" or "let_go" or "known" or "waiting")), Is.Empty);
        }
    }

    private static async Task FillAsync(NewsHeap heap, Random random, HashSet<long> articles, int count)
    {
        var sources = new[] { await heap.SourceAsync("Wire"), await heap.SourceAsync(Nasty[random.Next(Nasty.Length)], "Mines"), await heap.SourceAsync("Prices & Co", "Prices", 2.5) };
        for (var i = 0; i < count; i++)
        {
            var number = articles.Count + 1000;
            var title = random.Next(3) == 0 ? Nasty[random.Next(Nasty.Length)] : NewsHeap.Title(number);
            var url = random.Next(12) == 0 ? $"https://news.example/{number}?{new string('q', random.Next(300, 1300))}" : $"https://news.example/{number}";
            var summary = random.Next(4) == 0 ? string.Join(' ', Enumerable.Repeat(Nasty[random.Next(Nasty.Length)], random.Next(1, 40))) : null;
            articles.Add(await heap.ArticleAsync(sources[random.Next(3)], title, random.Next(0, 90), summary, url, waitsFor: random.Next(0, 60)));
        }
    }

    private static async Task CheckAsync(Workshop shop, NewsHeap heap, Edition edition)
    {
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Draft, EditionState.Releasing));
        var now = (await shop.Get<EditionStore>().FindAsync(edition.Id))!;
        await shop.Get<VariantMaker>().FreezeAsync(await shop.NewsletterAsync(), now, 200, default);
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Released));
        var stories = await heap.StoriesAsync(edition);
        foreach (var name in (string[])[Variant.Digest, Variant.Welcome])
        {
            var variant = await shop.Get<VariantStore>().GetAsync(edition.Id, name);
            var mail = await MimeMessage.LoadAsync(new MemoryStream(new MailSplicer(variant).Splice(
                new SlotValues(new string('t', 96), new string('p', 96), "reader@readers.example", shop.Clock.GetUtcNow(), shop.Clock.GetUtcNow(), "d.e")).ToArray()));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Encoding.UTF8.GetByteCount(mail.HtmlBody!), Is.LessThanOrEqualTo(MostBytes));
                foreach (var story in stories) Assert.That(mail.HtmlBody, Does.Contain($"href=\"{story.Url.Replace("&", "&amp;", StringComparison.Ordinal)}\""));
                foreach (var story in stories) Assert.That(mail.TextBody, Does.Contain(story.Url));
                Assert.That(mail.HtmlBody, Does.Not.Contain(variant.Marker).And.Not.Contain("{{").Or.Contain("{{ reader.leave_url }}"), "no slot is left, none was made by content");
                Assert.That(mail.HtmlBody!.Split("/unsubscribe/").Length - 1, Is.EqualTo(1));
            }
        }
    }
}
