namespace Digest.Collecting.Stories;

/// <summary>How far the stories in a text have gone, by its verbs: a theft is reported, then an arrest, a charge, a sentence.</summary>
internal sealed class Stages
{
    // One bit for each stage of a track, the first the lowest.
    private readonly int[] reached = new int[StageWords.Tracks.Count];

    public static Stages Of(IReadOnlyList<Word> words)
    {
        var stages = new Stages();
        for (var i = 0; i < words.Count; i++)
        {
            // A phrase says more than its first word: call off, call.
            if (i + 1 < words.Count && stages.Reach(StageWords.Find(words[i].Plain, words[i + 1].Plain))) i++;
            else stages.Reach(StageWords.Find(words[i].Plain));
        }
        return stages;
    }

    /// <summary>The later of two titles tells of a step that the other article knows nothing of.</summary>
    /// <param name="title">Of one title.</param>
    /// <param name="text">Of all words of the same article.</param>
    /// <param name="otherTitle">Of the other title.</param>
    /// <param name="otherText">Of all words of the other article.</param>
    public static bool Differ(Stages title, Stages text, Stages otherTitle, Stages otherText)
    {
        for (var track = 0; track < title.reached.Length; track++)
        {
            var (mine, theirs) = (title.reached[track], otherTitle.reached[track]);
            if (mine == 0 || theirs == 0 || (mine & theirs) != 0) continue;
            if (mine > theirs ? (mine & otherText.reached[track]) == 0 : (theirs & text.reached[track]) == 0) return true;
        }
        return false;
    }

    /// <summary>How much of what two titles tell the other article does not: 2, neither title's steps are in the other's text; 1, one of them; 0, each has a part in the other, or a title tells of none.</summary>
    public static int Unshared(Stages title, Stages text, Stages otherTitle, Stages otherText) =>
        title.Any && otherTitle.Any && !title.Overlaps(otherTitle) ? (title.Overlaps(otherText) ? 0 : 1) + (otherTitle.Overlaps(text) ? 0 : 1) : 0;

    private bool Any => reached.Any(stages => stages != 0);

    private bool Overlaps(Stages other) => reached.Zip(other.reached).Any(track => (track.First & track.Second) != 0);

    private bool Reach(IEnumerable<(int Track, int Stage)> marks)
    {
        var any = false;
        foreach (var (track, stage) in marks)
        {
            reached[track] |= 1 << stage;
            any = true;
        }
        return any;
    }
}
