using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Storage;

/// <summary>Values as they stand in rows: ids, times, dates, states.</summary>
[OnBothDatabases]
internal sealed class RowTests
{
    [Test]
    public void An_id_is_read_back_from_its_text_and_bytes_in_any_case()
    {
        foreach (var id in Enumerable.Range(0, 500).Select(_ => PublicId.New()).Append(new PublicId(0)).Append(new PublicId(UInt128.MaxValue)))
        {
            var text = id.ToString();
            Assert.That(text, Does.Match("^[a-h][a-z2-7]{25}$"));
            Assert.That(PublicId.TryParse(text, out var read) && PublicId.TryParse(text.ToUpperInvariant(), out var folded) && read == id && folded == id, Is.True, text);
            Assert.That(PublicId.FromBytes(id.ToBytes()), Is.EqualTo(id));
        }
    }

    [TestCase(""), TestCase("abc"), TestCase("zzzzzzzzzzzzzzzzzzzzzzzzzz"), TestCase("aaaaaaaaaaaaaaaaaaaaaaaaa1"), TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaa"), TestCase("aaaaaaaaaaaaaaaaaaaaaaaaa "), TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaé"), TestCase("aaaaaaaaaaaaaaaaaaaaaaaaa=")]
    public void What_is_no_id_is_refused(string text) => Assert.That(PublicId.TryParse(text, out _), Is.False);

    [Test]
    public void A_character_that_folds_to_a_letter_is_not_that_letter() => Assert.That(PublicId.TryParse("aaaaaaaaaaaaaaaaaaaaaaaaa\u212A", out _), Is.False);

    [Test]
    public async Task Rows_give_back_what_was_put_in()
    {
        await using var world = new StorageWorld();
        await world.ExecuteAsync("create table kinds (at bigint, id bytea, date text)");
        var (at, id, date) = (new DateTimeOffset(2026, 11, 24, 8, 0, 0, 123, TimeSpan.FromHours(1)), PublicId.New(), new DateOnly(2026, 11, 24));
        await world.ExecuteAsync("insert into kinds values (@at, @id, @date)", new { at, id, date });
        await world.ExecuteAsync("insert into kinds values (@at, @id, @date)", new { at = (DateTimeOffset?)null, id, date });
        var rows = await world.QueryAsync<Kinds>("select at, id, date from kinds order by at desc nulls last");

        Assert.That(rows, Is.EqualTo([new Kinds { At = at, Id = id, Date = date }, new Kinds { Id = id, Date = date }]));
        Assert.That(rows[0].At?.Offset, Is.EqualTo(TimeSpan.Zero));
        var kinds = TestDatabase.IsPostgreSql ? "select pg_typeof(at) || ' ' || pg_typeof(id) || ' ' || length(id) || ' ' || date from kinds where at is not null" :
            "select typeof(at) || ' ' || typeof(id) || ' ' || length(id) || ' ' || date from kinds where at is not null";
        Assert.That(await world.QueryAsync<string>(kinds), Is.EqualTo([TestDatabase.IsPostgreSql ? "bigint bytea 16 2026-11-24" : "integer blob 16 2026-11-24"]));
    }

    [Test]
    public void States_are_stored_in_words()
    {
        Assert.That(SuppressionReason.Complained.Text(), Is.EqualTo("complained"));
        Assert.That(TwoWords.InDoubt.Text(), Is.EqualTo("in_doubt"));
        Assert.That("in_doubt".ToState<TwoWords>(), Is.EqualTo(TwoWords.InDoubt));
        Assert.That(() => "In_Doubt".ToState<TwoWords>(), Throws.TypeOf<FormatException>());
        Assert.That(() => "0".ToState<TwoWords>(), Throws.TypeOf<FormatException>());
    }

    private enum TwoWords
    {
        InDoubt,
    }

    private sealed record Kinds
    {
        public DateTimeOffset? At { get; init; }
        public required PublicId Id { get; init; }
        public required DateOnly Date { get; init; }
    }
}
