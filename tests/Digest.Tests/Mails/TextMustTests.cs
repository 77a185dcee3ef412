using System.Text.RegularExpressions;
using static Digest.Tests.Mails.OpenedMail;

namespace Digest.Tests.Mails;

/// <summary>What mail.md asks of the text part: it is written, not stripped.</summary>
internal sealed class TextMustTests
{
    [Test]
    public void Every_link_of_the_html_stands_whole_and_alone_on_a_line() => Each(m =>
        m.Links.Where(l => !l.StartsWith('#')).Distinct().Except(m.Lines));

    [Test]
    public void Both_parts_have_the_same_items_in_the_same_order() => Each(m =>
        m.Lines.Where(IsStory).Distinct().SequenceEqual(m.StoryLinks) ? null
            : $"text: {string.Join(' ', m.Lines.Where(IsStory).Distinct())} html: {string.Join(' ', m.StoryLinks)}");

    [Test]
    public void Every_story_is_there_by_its_title() => Each(m =>
        m.Of.Facts.Stories.Select(s => s.Title).Where(t => !Squeezed(m.Text).Contains(Squeezed(t), StringComparison.Ordinal)), m => m.IsCalm);

    [Test]
    public void Lines_are_wrapped_at_78_columns() => Each(m =>
        m.Lines.Where(line => Columns(line) > 78 && (line.Trim().Contains(' ') || line.Any(c => c >= '\u2e80' && char.IsLetter(c)))));

    [Test]
    public void No_line_ends_in_a_blank_but_the_one_before_the_footer() => Each(m => m.Lines.Where(line => line != "-- " && line.TrimEnd() != line));

    [Test]
    public void The_footer_stands_behind_two_hyphens_and_a_blank() => Each(m =>
        m.Lines.Count(line => line == "-- ") == 1 && m.Text[m.Text.IndexOf("\n-- \n", StringComparison.Ordinal)..].Contains(Gallery.Token, StringComparison.Ordinal) && m.Lines.Contains($"{Gallery.Home}/preferences/{Gallery.Preferences}") ? null : "no sole footer mark");

    [Test]
    public void It_holds_no_markup_of_ours() => Each(m => Regex.Matches(m.Text, "</?(p|td|tr|table|a|span|h[1-6]|div)\\b|&(amp|lt|gt|quot|nbsp|middot|#\\d+);").Select(t => t.Value), m => m.IsCalm);

    private static string Squeezed(string text) => Regex.Replace(text, @"\s+", "");

    private static int Columns(string line) => line.Sum(c => c is >= '\u2e80' and < '\ud800' or >= '\uf900' and <= '\uffef' ? 2 : char.IsLowSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.Format ? 0 : 1);
}
