using Dapper;
using Microsoft.Data.Sqlite;

namespace Digest.Bench.Composing;

/// <summary>Made-up news as rows: headlines of a trade's few hundred words, some of them reported by several sources.</summary>
internal static class News
{
    private const int Sources = 100;
    private static readonly string[] Topics = ["", "Mines", "Prices", "Recycling", "Policy", "Magnets"];
    private static readonly string[] Words = MakeWords(900);

    public static void AddSources(SqliteConnection c)
    {
        using var t = c.BeginTransaction();
        for (var i = 0; i < Sources; i++)
        {
            c.Execute("insert into source (id, url, title, next_check_at, read_at, created_at) values (@id, @url, @title, 0, 0, 0)",
                new { id = i + 1, url = $"https://{i}.example/feed", title = $"{Words[i]} Wire" }, t);
            c.Execute("insert into newsletter_source (newsletter, source, topic, weight, added_at) select id, @source, @topic, 1, 0 from newsletter", new { source = i + 1, topic = Topics[i % Topics.Length] }, t);
        }
        t.Commit();
    }

    /// <summary>Articles that wait, one in ten of them a report of what another one reports.</summary>
    public static void AddWaiting(SqliteConnection c, int count, int seed, long now)
    {
        var random = new Random(seed);
        var (title, summary) = ("", "");
        using var t = c.BeginTransaction();
        for (var i = 0; i < count; i++)
        {
            if (random.Next(10) > 0) (title, summary) = (Capital(Sentence(random, 8)), Capital(Sentence(random, 34)) + ".");
            var article = c.ExecuteScalar<long>("""
                insert into article (source, key, url, url_key, title, summary, html, authors, categories, language, published_at, first_seen_at, changed_at, content_hash)
                values (@source, @url, @url, @url, @title, @summary, @html, '', '', 'en', @at, @now, 0, x'00') returning id
                """, new { source = random.Next(Sources) + 1, url = $"https://news.example/{seed}/{i}", title, summary, html = $"<p>{summary}</p>", at = now - random.Next(86_400_000), now }, t);
            c.Execute("insert into candidate (newsletter, cadence, article, state, at) select id, 'daily', @article, 'waiting', @now from newsletter", new { article, now }, t);
        }
        t.Commit();
    }

    /// <summary>What lies in the database of a service that has run for years: articles that were mailed, let go or known.</summary>
    public static void AddOld(SqliteConnection c, int count)
    {
        using var t = c.BeginTransaction();
        c.Execute("""
            with recursive n (i) as (select 1 union all select i + 1 from n where i < @count)
            insert into article (source, key, url, url_key, title, summary, html, authors, categories, language, published_at, first_seen_at, changed_at, content_hash)
            select 1 + i % @sources, 'old' || i, 'https://old.example/' || i, 'old.example/' || i, 'Old news of number ' || i, 'What was said of it then, at some length, for the record.', '', '', '', 'en', i, i, i, x'00' from n
            """, new { count, sources = Sources }, t);
        c.Execute("""
            insert into candidate (newsletter, cadence, article, state, edition, at)
            select n.id, 'daily', a.id, case a.id % 3 when 0 then 'in' when 1 then 'let_go' else 'known' end, null, a.first_seen_at from article a, newsletter n where a.key like 'old%'
            """, transaction: t);
        t.Commit();
    }

    private static string Sentence(Random random, int length) =>
        // The first words of a language come more often than the last.
        string.Join(' ', Enumerable.Range(0, length).Select(_ => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 1.6))]));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string[] MakeWords(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => $"{"bcdfgklmnprstvz"[random.Next(15)]}{"aeiou"[random.Next(5)]}")))];
    }
}
