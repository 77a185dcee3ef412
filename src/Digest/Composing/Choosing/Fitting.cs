using System.Text;
using Digest.Templating;

namespace Digest.Composing.Choosing;

/// <summary>An edition cut to the size of a mail.</summary>
/// <param name="Facts">With the stories told in full and those as titles.</param>
/// <param name="Mail">As rendered.</param>
/// <param name="Over">Stories for which not even a title has room, the best first.</param>
internal sealed record Fitted(EditionFacts Facts, RenderedMail Mail, IReadOnlyList<Story> Over);

/// <summary>
/// Keeps a mail below the size at which Gmail cuts it off, and with it the link to leave (102 kB of HTML): stories are told
/// in full by rank while there is room, the others become titles.
/// </summary>
internal sealed class Fitting(EditionComposer composer)
{
    /// <summary>Of the HTML as rendered, in bytes of UTF-8: 95 kB but for what the slots' own values take.</summary>
    public const int MostBytes = 94_000;

    /// <summary>At the cut: an editor may still write an introduction.</summary>
    public const int MostAtCut = 90_000;

    /// <summary>In a review: another language, or a word of welcome, takes more room than what the editor sees.</summary>
    public const int MostInReview = 92_000;

    private const int MostTitles = 40;

    // No use rendering what is far beyond: a template may not make as much.
    private const int Hopeless = 300_000;

    /// <exception cref="TemplateFault">A template is broken.</exception>
    public Fitted Fit(EditionFacts facts, ReaderSlots slots, int most = MostBytes)
    {
        var all = facts.Stories.Concat(facts.More).ToList();
        if (Try(facts, slots, all.Count, most) is { } whole) return whole;
        var full = Largest(all.Count - 1, n => Try(facts, slots, n, most));
        if (full is not null) return full;
        // Not even titles: as many of them as there is room for.
        var ranked = all.OrderBy(s => s.Rank).ToList();
        return Largest(Math.Min(MostTitles, all.Count), n => Try(Keep(facts, ranked.Take(n)), slots, 0, most)) is { } titles
            ? titles with { Over = [.. ranked.Except(titles.Facts.More)] }
            : throw new TemplateFault($"mail/{facts.Newsletter.Options.Theme}.html", 1, 1, $"the mail is larger than {most} bytes without any story");
    }

    private Fitted? Try(EditionFacts facts, ReaderSlots slots, int full, int most)
    {
        var ranked = facts.Stories.Concat(facts.More).OrderBy(s => s.Rank).ToList();
        var told = ranked.Take(full).ToHashSet(ReferenceEqualityComparer.Instance);
        var titles = ranked.Skip(full).Take(MostTitles).ToHashSet(ReferenceEqualityComparer.Instance);
        if (told.Cast<Story>().Sum(Size) > Hopeless) return null;
        var order = facts.Stories.Concat(facts.More).ToList();
        var fitted = facts with { Stories = [.. order.Where(told.Contains)], More = [.. order.Where(titles.Contains)] };
        var mail = composer.Render(fitted, slots);
        return Encoding.UTF8.GetByteCount(mail.Html) > most ? null : new Fitted(fitted, mail, [.. ranked.Skip(full + MostTitles)]);
    }

    private static EditionFacts Keep(EditionFacts facts, IEnumerable<Story> stories)
    {
        var kept = stories.ToHashSet(ReferenceEqualityComparer.Instance);
        return facts with { Stories = [.. facts.Stories.Concat(facts.More).Where(kept.Contains)], More = [] };
    }

    // What fits does so with fewer, too.
    private static Fitted? Largest(int high, Func<int, Fitted?> fit)
    {
        Fitted? best = null;
        for (var low = 0; low <= high;)
        {
            var middle = (low + high) / 2;
            if (fit(middle) is { } fitted) (best, low) = (fitted, middle + 1);
            else high = middle - 1;
        }
        return best;
    }

    private static int Size(Story story) => Encoding.UTF8.GetByteCount(Plain.Escape(story.Title)) + Encoding.UTF8.GetByteCount(Plain.Escape(story.Summary))
        + story.Highlights.Sum(h => Encoding.UTF8.GetByteCount(Plain.Escape(h))) + story.Articles.Sum(a => a.Url.Length + a.Source.Length);
}
