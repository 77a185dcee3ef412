using System.Numerics;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// The way from a broken text back to what it was, one page after another. Where several pages could have made a text,
/// as many can of a short one, each is followed to its end, and the least surprising end wins.
/// </summary>
internal sealed class WayBack
{
    /// <summary>How often a text may have been broken. What would be mended once more is nobody's text.</summary>
    private const int MostRounds = 3;

    /// <summary>How many pages are followed from one text, and how many texts are looked at in all.</summary>
    private const int MostForks = 3;
    private const int MostTexts = 24;

    /// <summary>Pages whose scores are farther apart, in bits, are no alternatives.</summary>
    private const int Close = 40;

    /// <summary>A text with more characters tells its page clearly, and would take long to follow several ways.</summary>
    private const int LongestForked = 1024;

    private int looked;

    /// <summary>The text at the end of the way; the same instance when there is nothing to mend, or no end.</summary>
    public static string From(string text) => new WayBack().Follow(text, 0).Text ?? text;

    /// <summary>The end, null when there is none, and how surprising it and the way are.</summary>
    private (string? Text, int Cost) Follow(string text, int round)
    {
        looked++;
        var steps = Steps(text);
        if (steps.Count == 0 || Mention.IsSubject(text))
            return (text, text.Length <= LongestForked ? Surprise.Of(text) : 0);
        if (round == MostRounds)
            return (null, int.MaxValue);
        var best = (Text: (string?)null, Cost: int.MaxValue);
        foreach (var (mended, doubt) in steps)
        {
            var (end, cost) = Follow(mended, round + 1);
            if (end is not null && cost + doubt < best.Cost)
                best = (end, cost + doubt);
        }
        return best;
    }

    /// <summary>The texts that this one may have been before it was broken last, the likeliest first; none for a sound text.</summary>
    private List<(string Mended, int Doubt)> Steps(string text)
    {
        var pages = Pages(text);
        var steps = new List<(string Mended, int Doubt)>(MostForks);
        if (pages.Count == 0)
            return steps;
        var isProven = pages[0].IsProof;
        if (!isProven && text.Length > LongestForked)
            return steps;
        foreach (var page in pages)
        {
            if (steps.Count > 0 && !MayFork(text, steps.Count, page.Score - pages[0].Score))
                break;
            // What was broken twice by different pages may prove only the second.
            if (isProven ? !page.IsProof : page.Against > 0)
                continue;
            var mended = Rewriting.Of(text, page);
            if (mended != text && !steps.Exists(step => step.Mended == mended) && (isProven || Pages(mended) is [{ IsProof: true }, ..]))
                steps.Add((mended, page.Doubt));
        }
        return steps;
    }

    private bool MayFork(string text, int steps, int distance) =>
        text.Length <= LongestForked && steps < MostForks && looked < MostTexts && distance >= -Close;

    /// <summary>The pages that could have made the text, the likeliest first.</summary>
    private static List<Evidence> Pages(string text)
    {
        var pages = new List<Evidence>();
        for (var suspects = Suspicion.Of(text); suspects != 0; suspects &= suspects - 1)
            pages.Add(Evidence.Of(text, BitOperations.TrailingZeroCount(suspects)));
        // Stable, so that of equals the more usual page comes first.
        return pages.Count < 2 ? pages : [.. pages.OrderByDescending(static page => page.Score)];
    }
}
