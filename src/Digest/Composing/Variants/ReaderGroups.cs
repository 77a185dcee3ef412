using Dapper;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing.Variants;

/// <summary>Readers of one edition with the same choices, and the variant that they get; empty: no story of theirs is in it, so no mail.</summary>
internal sealed record ReaderGroup
{
    public required string Topics { get; init; }
    public required string Language { get; init; }
    public required string Format { get; init; }
    public required int Absence { get; init; }
    public required string Variant { get; init; }
    public required long Readers { get; init; }

    public ReaderChoice Choice => new() { Topics = Topics, Language = Language, Format = Format, Absence = Absence, Readers = Readers };
}

/// <summary>
/// Decides once, when an edition's release begins, which readers share a variant. A row is written for each choice that differs from
/// the neutral one; whoever has none gets that. Over the most that are allowed the rarest get the neutral one, and the operator a letter.
/// </summary>
internal sealed class ReaderGroups(Database database, OperatorEvents operators)
{
    private const string Insert = """
        insert into reader_group (edition, topics, language, format, absence, variant, readers)
        select @edition, @topics, @language, @format, @absence, @variant, @readers
        where not exists (select 1 from reader_group where edition = @edition and topics = '' and language = '' and format = 'html' and absence = 0)
        on conflict (edition, topics, language, format, absence) do nothing
        """;

    private const string SelectOf = """
        select topics, language, format, absence, variant, readers from reader_group where edition = @edition order by variant, topics, language, format, absence
        """;

    private const int AtOnce = 500;

    private static readonly ReaderGroup Neutral = new() { Topics = "", Language = "", Format = "html", Absence = 0, Variant = Composing.Variants.Variant.Digest, Readers = 0 };

    /// <summary>The variant of the reader <c>s</c> in @edition; the bounds are those of <see cref="ReaderChoices.Absence"/>.</summary>
    public const string VariantOf = $"""
        coalesce((select g.variant from reader_group g where g.edition = @edition and g.topics = s.topics and g.language = s.language
            and g.format = s.format and g.absence = {ReaderChoices.Absence}), 'digest')
        """;

    public async Task<IReadOnlyList<ReaderGroup>> OfAsync(long edition, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<ReaderGroup>(SelectOf, new { edition })).AsList();
    }

    /// <summary>What is to be written; changes nothing.</summary>
    /// <param name="edition">In release.</param>
    /// <param name="newsletter">Its newsletter.</param>
    /// <param name="keyOf">The variant of a choice.</param>
    /// <param name="most">Variants, the neutral one included.</param>
    /// <param name="ct">Ends the counting.</param>
    public async Task<IReadOnlyList<ReaderGroup>> DecideAsync(Edition edition, Newsletter newsletter, Func<ReaderChoice, VariantKey> keyOf, int most, CancellationToken ct)
    {
        var began = edition.ReleaseBeganAt ?? throw new InvalidOperationException($"Edition {edition.Name} is not in release.");
        await using var c = await database.OpenAsync(ct);
        var choices = await ReaderChoices.OfAsync(c, null, edition.Newsletter, edition.Cadence, began, await EditionStore.AbsenceBoundsAsync(c, edition));
        var keyed = choices.Select(choice => (Choice: choice, keyOf(choice).Name)).ToList();
        var kept = keyed.Where(k => k.Name.Length > 0 && k.Name != Variant.Digest).GroupBy(k => k.Name, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(k => k.Choice.Readers)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        var rare = kept.Skip(most - 1).ToHashSet(StringComparer.Ordinal);
        if (rare.Count > 0)
            await operators.TellAsync(newsletter.Id, $"variants:{edition.PublicId}", $"The edition {edition.Name} of {newsletter.Name} has more variants than {most}",
                $"The rarest {rare.Count}, of {keyed.Where(k => rare.Contains(k.Name)).Sum(k => k.Choice.Readers)} readers, get the neutral one: all stories, the newsletter's language.",
                "Nothing needs to be done. Digest:Delivering:MaxVariants allows more.", ct);
        return [.. keyed.Where(k => k.Name != Variant.Digest).Select(k => new ReaderGroup
        {
            Topics = k.Choice.Topics,
            Language = k.Choice.Language,
            Format = k.Choice.Format,
            Absence = k.Choice.Absence,
            Variant = rare.Contains(k.Name) ? Variant.Digest : k.Name,
            Readers = k.Choice.Readers,
        })];
    }

    /// <summary>Writes them in bounded steps, the neutral one last: with it, all is decided, and what anybody else would decide comes too late.</summary>
    public static async Task AddAsync(Writer writer, long edition, IReadOnlyList<ReaderGroup> groups, CancellationToken ct)
    {
        foreach (var chunk in groups.Append(Neutral).Chunk(AtOnce))
            await writer.WriteAsync(async (c, t) =>
            {
                foreach (var g in chunk)
                    await c.ExecuteAsync(Insert, new { edition, topics = g.Topics, language = g.Language, format = g.Format, absence = g.Absence, variant = g.Variant, readers = g.Readers }, t);
            }, ct);
    }

    public static bool IsDecided(IReadOnlyList<ReaderGroup> groups) => groups.Any(g => g with { Readers = 0 } == Neutral);
}
