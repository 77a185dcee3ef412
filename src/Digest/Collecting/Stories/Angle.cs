namespace Digest.Collecting.Stories;

/// <summary>
/// What an article makes of an event beside reporting it. Each may be in the report itself, so where one of two articles has an angle
/// that the other has not they are less likely one, and not for sure two (that are kinds: <see cref="TextKind"/>).
/// </summary>
[Flags]
internal enum Angle
{
    None = 0,

    /// <summary>The headline quotes, or says how and why.</summary>
    Told = 1,

    /// <summary>The headline is about what is still to come.</summary>
    Ahead = 2,

    /// <summary>The headline announces a list.</summary>
    Listed = 4,

    /// <summary>The article is about an answer to what happened.</summary>
    Answer = 8,

    /// <summary>The article is, in some part, what somebody says.</summary>
    Speech = 16,
}
