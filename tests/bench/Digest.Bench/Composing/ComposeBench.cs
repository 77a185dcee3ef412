using System.Diagnostics;
using System.Globalization;
using Dapper;
using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Storage.Newsletters;

namespace Digest.Bench.Composing;

/// <summary>Cutting an edition out of many articles, and rendering it for readers of many kinds.</summary>
internal static class ComposeBench
{
    private const int Rounds = 5;
    private const int Kinds = 200;
    private static readonly string[] Topics = ["", "Mines", "Prices", "Recycling", "Policy"];
    private static readonly string[] Languages = ["", "de", "ar", "zh"];
    private static readonly long[] Missed = [0, 1, 2, 4, 8];

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (articles, stories, old) = (arguments.Number("articles", 5000), arguments.Number("stories", 30), arguments.Number("old", 500_000));
        await using var desk = await Desk.OpenAsync(stories);
        using (var c = desk.Connect()) News.AddSources(c);
        await RoundAsync(desk, articles, seed: 1); // Warm.
        var few = await MedianAsync(desk, articles, seed: 10);
        var one = await OneVariantAsync(desk);
        var all = await ManyVariantsAsync(desk, articles);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        adding {old} old articles"));
        using (var c = desk.Connect()) News.AddOld(c, old);
        var many = await MedianAsync(desk, articles, seed: 20);

        return Verdict($"cut, group and render {stories} stories out of {articles} articles: {few.TotalSeconds:0.00} s (at most 2 s)", few.TotalSeconds <= 2)
            & Verdict($"one variant: {one.TotalMilliseconds:0.0} ms (at most 25 ms)", one.TotalMilliseconds <= 25)
            & Verdict($"{Kinds} variants: {all.TotalSeconds:0.00} s of processor time (at most 3 s)", all.TotalSeconds <= 3)
            & Verdict($"the same cut with {old} old articles: {many / few:0.00} times as long (at most 1.25)", many / few <= 1.25) ? 0 : 1;
    }

    private static async Task<TimeSpan> MedianAsync(Desk desk, int articles, int seed)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Rounds; i++) times.Add((await RoundAsync(desk, articles, seed + i)).Time);
        return times.Order().ElementAt(Rounds / 2);
    }

    // What earlier rounds left over must not make this one larger.
    private static async Task<(Edition Edition, TimeSpan Time)> RoundAsync(Desk desk, int articles, int seed)
    {
        using (var c = desk.Connect())
        {
            c.Execute("update candidate set state = 'let_go', edition = null where state in ('waiting', 'carried', 'in')");
            News.AddWaiting(c, articles, seed, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        }
        var watch = Stopwatch.StartNew();
        var (edition, stories) = await desk.CutAsync();
        var time = watch.Elapsed;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,6:0.00} s {stories} stories"));
        return (edition, time);
    }

    private static async Task<TimeSpan> OneVariantAsync(Desk desk)
    {
        var newsletter = await desk.Get<NewsletterStore>().GetAsync("oxide");
        var edition = (await desk.Get<EditionStore>().NewestAsync(newsletter.Id, 1))[0];
        var facts = await desk.Get<EditionStore>().FactsAsync(newsletter, edition);
        var times = new List<TimeSpan>();
        for (var i = 0; i < 40; i++)
        {
            var watch = Stopwatch.StartNew();
            desk.Get<Fitting>().Fit(facts with { Language = Languages[i % Languages.Length] }, ReaderSlots.Sample);
            times.Add(watch.Elapsed);
        }
        return times.Skip(8).Order().ElementAt(16);
    }

    private static async Task<TimeSpan> ManyVariantsAsync(Desk desk, int articles)
    {
        using (var c = desk.Connect())
        {
            using var t = c.BeginTransaction();
            for (var i = 0; i < Kinds; i++) AddReader(c, t, i);
            c.Execute("update edition set state = 'finished', released_at = 1", transaction: t);
            t.Commit();
        }
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        using (var c = desk.Connect()) c.Execute("update candidate set state = 'let_go', edition = null where state in ('waiting', 'carried', 'in')");
        using (var c = desk.Connect()) News.AddWaiting(c, articles / 10, 99, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        before = Process.GetCurrentProcess().TotalProcessorTime;
        var (edition, _) = await desk.CutAsync();
        var took = Process.GetCurrentProcess().TotalProcessorTime - before;
        using var look = desk.Connect();
        Console.WriteLine($"        {look.ExecuteScalar<long>("select count(*) from variant where edition = @id", new { id = edition.Id })} variants");
        look.Execute("delete from subscription; update edition set state = 'finished', released_at = 1");
        return took;
    }

    private static void AddReader(System.Data.IDbConnection c, System.Data.IDbTransaction t, int i)
    {
        var subscriber = c.ExecuteScalar<long>(
            "insert into subscriber (public_id, email, address_key, address_hash, created_at) values (randomblob(16), @email, @email, randomblob(32), 0) returning id", new { email = $"r{i}@readers.example" }, t);
        c.Execute("""
            insert into subscription (public_id, subscriber, newsletter, status, cadence, topics, language, format, missed_since_at, created_at, confirmed_at)
            select randomblob(16), @subscriber, n.id, 'active', 'daily', @topics, @language, @format,
                case when @missed = 0 then null else (select release_at from edition order by release_at desc limit 1 offset @missed - 1) end, 0, 1 from newsletter n
            """, new
        {
            subscriber,
            topics = Topics[i % 5],
            language = Languages[i / 5 % 4],
            format = i / 20 % 2 == 0 ? "html" : "text",
            missed = Missed[i / 40 % 5],
        }, t);
    }

    private static bool Verdict(FormattableString line, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok     " : "MISSED ")} {line.ToString(CultureInfo.InvariantCulture)}");
        return holds;
    }
}
