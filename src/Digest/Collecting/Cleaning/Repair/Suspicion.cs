namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// One fast look at a text that tells which pages it may have been read through: those in which some stretch is UTF-8
/// throughout. It runs all pages at once, a bit each, allocates nothing, and lets go of nearly every sound text.
/// </summary>
internal static class Suspicion
{
    /// <summary>The pages, a bit each; 0 for a sound text.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var suspects = 0u;
        while (text.IndexOfAnyExceptInRange('\0', '\u007F') is var start and >= 0)
        {
            text = text[start..];
            suspects |= Stretch(text, out var length);
            text = text[length..];
        }
        return suspects;
    }

    /// <summary>The pages for which one stretch of characters beyond ASCII, and of spaces that were more, holds UTF-8.</summary>
    private static uint Stretch(ReadOnlySpan<char> text, out int length)
    {
        // Pages that want 0, 1, 2, 3 more bytes; those that read something; those that took a space for a no-break space.
        uint none = CodePages.All, one = 0, two = 0, three = 0, some = 0, spaced = 0, found = 0;
        uint e2 = 0, mark = 0;
        for (length = 0; length < text.Length; length++)
        {
            var c = text[length];
            if (c == ' ' && ((one | two | three) & CodePages.Spacing) is var open and not 0)
            {
                found |= none & some | mark;
                (none, one, two, three, spaced, e2, mark) = (one & open, two & open, three & open, 0, open, 0, 0);
                some = (some | none) & open;
                continue;
            }
            if (c < 0x80)
                break;
            var roles = CodePages.Of(c);
            // A space that no sequence goes on after was a space.
            var again = spaced & ~roles.Continuation;
            (none, one, two, spaced) = (none | again, one & ~again, two & ~again, 0);
            found |= none & some & ~roles.Known | mark & ~roles.Continuation;
            none |= ~roles.Known;
            some &= roles.Known;
            var completed = one & roles.Continuation;
            var beside = none & (Runs.MayStandBeside(c) ? uint.MaxValue : ~roles.Known);
            (none, one, two, three) = (
                completed | beside,
                two & roles.Continuation | none & roles.Lead2,
                three & roles.Continuation | none & roles.Lead3,
                none & roles.Lead4);
            some |= completed;
            (mark, e2) = (e2 & roles.Mark, roles.E2);
        }
        return (found | none & some | mark) & CodePages.All;
    }
}
