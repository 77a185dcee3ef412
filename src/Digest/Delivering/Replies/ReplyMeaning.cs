namespace Digest.Delivering.Replies;

/// <summary>What an answer means, and the one word that says why.</summary>
/// <param name="Class">What is done about it.</param>
/// <param name="Reason">For people and reports, e.g. <c>userunknown</c>; nothing is decided by it.</param>
internal readonly record struct ReplyMeaning(ReplyClass Class, string Reason);

/// <summary>A line of the table: words that mean something, and an answer that they decide.</summary>
/// <param name="Words">A regular expression without look-around and back-references; upper and lower case are one, white space is one space.</param>
/// <param name="Sample">An answer in which this line is the first of the table to match; a test holds it to that.</param>
internal sealed record ReplyPhrase(string Words, string Sample);

/// <summary>Neighbouring lines of one meaning, asked together.</summary>
internal sealed record ReplyPhrases(ReplyMeaning Meaning, IReadOnlyList<ReplyPhrase> Lines);
