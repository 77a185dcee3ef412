using System.Data.Common;
using Dapper;

namespace Digest.Readers;

/// <summary>What readers chose that makes their mail another one, and how many chose so.</summary>
internal sealed record ReaderChoice
{
    /// <summary>One a line; empty: all.</summary>
    public required string Topics { get; init; }

    /// <summary>Of the words around the stories; empty: the newsletter's.</summary>
    public required string Language { get; init; }

    /// <summary><c>html</c> or <c>text</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Editions missed: 0, 1, 2 (2 or 3), 4 (4 to 7), 8 (more).</summary>
    public required int Absence { get; init; }

    public required long Readers { get; init; }
}

/// <summary>When the last editions went out, counted back from the one to come: who missed them since then missed so many.</summary>
internal sealed record AbsenceBounds(DateTimeOffset First, DateTimeOffset Second, DateTimeOffset Fourth, DateTimeOffset Eighth)
{
    /// <param name="earlier">When editions went out, the latest first.</param>
    public static AbsenceBounds Of(IReadOnlyList<DateTimeOffset> earlier)
    {
        DateTimeOffset At(int number) => earlier.Count >= number ? earlier[number - 1] : DateTimeOffset.UnixEpoch;
        return new AbsenceBounds(At(1), At(2), At(4), At(8));
    }
}

/// <summary>Counts the choices of a newsletter's readers.</summary>
internal static class ReaderChoices
{
    /// <summary>How many editions the reader <c>s</c> missed, by the bounds @first, @second, @fourth, @eighth.</summary>
    public const string Absence = """
        case when s.missed_since_at is null or s.missed_since_at > @first then 0 when s.missed_since_at > @second then 1
            when s.missed_since_at > @fourth then 2 when s.missed_since_at > @eighth then 4 else 8 end
        """;

    /// <summary>Whom an edition is for: the subscriptions <c>s</c> that were active before its release began.</summary>
    public const string Due = "s.newsletter = @newsletter and s.cadence = @cadence and s.status = 'active' and s.confirmed_at <= @began";

    private const string Count = $"""
        select topics, language, format, absence, count(*) as readers
        from (select s.topics, s.language, s.format, {Absence} as absence from subscription s where {Due}) as chosen
        group by topics, language, format, absence order by count(*) desc, topics, language, format, absence
        """;

    /// <summary>The most frequent first. Reads each of the readers that the edition is for.</summary>
    public static async Task<IReadOnlyList<ReaderChoice>> OfAsync(
        DbConnection c, DbTransaction? t, long newsletter, string cadence, DateTimeOffset began, AbsenceBounds bounds) =>
        (await c.QueryAsync<ReaderChoice>(Count, new { newsletter, cadence, began, first = bounds.First, second = bounds.Second, fourth = bounds.Fourth, eighth = bounds.Eighth }, t)).AsList();
}
