using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using static Digest.Tests.Mails.OpenedMail;

namespace Digest.Tests.Mails;

/// <summary>What mail.md asks of the HTML part, over the decoded bytes of the gallery. What only a browser can tell is in the browser's tests.</summary>
internal sealed class HtmlMustTests
{
    [Test]
    public void Language_and_direction_stand_on_html_and_on_what_stands_directly_in_body() => Each(m =>
    {
        var (lang, dir) = (m.Of.Tongue.Language, m.Of.Tongue.IsRightToLeft ? "rtl" : "ltr");
        var outer = m.Page.Body!.Children.Where(c => c.LocalName != "style").ToList();
        return m.Page.DocumentElement.GetAttribute("lang") == lang && m.Page.DocumentElement.GetAttribute("dir") == dir
            && outer is [{ LocalName: "div" or "table" } only] && only.GetAttribute("lang") == lang && only.GetAttribute("dir") == dir ? null : m.Page.Body!.Children.Length + " elements in body";
    });

    [Test]
    public void Strangers_words_find_their_own_direction() => Each(m => m.Page.QuerySelectorAll("a[href^='https://news.example/']")
        .Where(a => !a.Ancestors<IElement>().Append(a).Concat(a.Children).Any(e => e.GetAttribute("dir") == "auto" || e.LocalName == "bdi")).Select(a => a.OuterHtml));

    [Test]
    public void Tables_are_for_layout_600_wide_at_most_with_a_ghost_for_Outlook() => Each(m =>
        m.Page.QuerySelectorAll("table").All(t => t.GetAttribute("role") == "presentation")
        && m.Page.QuerySelectorAll("table").Any(t => t.GetAttribute("width") == "100%" && Style(t, "max-width") == "600px")
        && Regex.IsMatch(m.Html, "<!--\\[if mso\\]><table role=\"presentation\"[^>]* width=\"600\"") ? null : "the tables");

    [Test]
    public void Nothing_in_it_runs_asks_or_loads_but_pictures() => Each(m =>
        m.Page.QuerySelectorAll("script,form,input,button,select,textarea,svg,link,object,embed,iframe,base,video,audio,canvas,math,meta[http-equiv]").Select(e => e.OuterHtml)
            .Concat(m.Page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || Regex.IsMatch(a.Value, @"^\s*(data|javascript|vbscript):", RegexOptions.IgnoreCase)).Select(a => $"{a.Name}={a.Value}")));

    [Test]
    public void Styles_use_nothing_that_mail_programs_do_not_know() => Each(m =>
        m.Page.QuerySelectorAll("style").Select(s => s.TextContent).Concat(m.Page.QuerySelectorAll("[style]").Select(e => e.GetAttribute("style")!))
            .SelectMany(css => Regex.Matches(css, @"@import|@font-face|\bposition\s*:|\b(inline-)?(flex|grid)\b|\burl\(|\bfloat\s*:|\bvar\(").Select(u => u.Value)));

    [Test]
    public void The_preheader_is_the_first_text_of_20_to_160_characters_and_hidden() => Each(m =>
    {
        var first = m.Page.Body!.Descendants<IText>().First(t => t.Text.Trim().Length > 0);
        var length = new StringInfo(first.Text.Trim()).LengthInTextElements;
        var style = first.ParentElement!;
        return length is >= 20 and <= 160 && (Style(style, "display"), Style(style, "max-height"), Style(style, "overflow")) == ("none", "0", "hidden") ? null : $"{length}: {first.Text}";
    });

    [Test]
    public void It_has_a_title_one_h1_and_a_heading_for_each_story() => Each(m =>
        m.Page.Title!.Length > 0 && m.Page.QuerySelectorAll("h1").Length == 1
            ? m.Of.Facts.Stories.Select(s => s.Url).Where(u => !m.Page.QuerySelectorAll("h2 a, h3 a").Any(a => a.GetAttribute("href") == u)) : ["title or h1"]);

    [Test]
    public void Headings_skip_no_level() => Each(m =>
    {
        var levels = m.Page.QuerySelectorAll("h1,h2,h3,h4,h5,h6").Select(h => h.LocalName[1] - '0').ToList();
        return levels[0] == 1 && levels.Zip(levels.Skip(1)).All(p => p.Second <= p.First + 1) ? null : string.Join(' ', levels);
    });

    [Test]
    public void Links_say_where_they_lead() => Each(m => m.Page.QuerySelectorAll("a").Where(a =>
        Regex.Replace(a.TextContent + a.GetAttribute("aria-label") + string.Concat(a.QuerySelectorAll("img").Select(i => i.GetAttribute("alt"))), @"[\s\u200b-\u200f]", "").Length == 0
        || (a.GetAttribute("aria-label") is null && Regex.IsMatch(a.TextContent.Trim(), "^(read more|more|here|click here|continue|mehr|weiterlesen|المزيد|更多)$", RegexOptions.IgnoreCase))).Select(a => a.OuterHtml));

    [Test]
    public void Every_picture_has_an_alt_and_its_size() => Each(m => m.Page.QuerySelectorAll("img").Where(i =>
        i.GetAttribute("alt") is null || !Regex.IsMatch(i.GetAttribute("width") ?? "", "^[0-9]+%?$") || (!int.TryParse(i.GetAttribute("height"), out _) && Style(i, "height") is null)).Select(i => i.OuterHtml));

    [Test]
    public void Texts_are_14_pixels_at_least() => Each(m => m.Words.Where(w =>
        w.In.Ancestors<IElement>().Prepend(w.In).Select(e => Style(e, "font-size")).FirstOrDefault(s => s is not null) is not { } size
        || !size.EndsWith("px", StringComparison.Ordinal) || double.Parse(size[..^2], CultureInfo.InvariantCulture) < 14).Select(w => w.Text));

    [Test]
    public void Both_colour_schemes_are_named_and_dark_has_rules() => Each(m =>
        m.Page.QuerySelector("meta[name=color-scheme]")?.GetAttribute("content") == "light dark"
        && m.Page.QuerySelectorAll("style").Any(s => s.TextContent.Contains("prefers-color-scheme: dark", StringComparison.Ordinal)) ? null : "no colour schemes");

    [Test]
    public void No_text_on_a_white_box_has_a_colour_from_outside_it() => Each(m => m.Words.Where(w =>
        w.In.Ancestors<IElement>().Prepend(w.In).TakeUntil(e => Style(e, "background-color") is not null).All(e => Style(e, "color") is null)).Select(w => w.Text));

    [Test]
    public void The_address_stands_apart_from_the_direction_around_it() => Each(m => m.Page.All
        .Where(e => e.Children.Length == 0 && e.TextContent.Contains(Gallery.Address, StringComparison.Ordinal) && e.GetAttribute("dir") != "ltr" && e.LocalName != "bdi").Select(e => e.OuterHtml));

    [Test]
    public void Right_to_left_mails_are_aligned_right() => Each(m => m.Page.QuerySelectorAll("td[align]")
        .Where(td => td.GetAttribute("align") is not ("center" or "right")).Select(td => td.OuterHtml[..80]), m => m.Of.Tongue.IsRightToLeft);

    [Test]
    public void No_control_and_no_override_of_the_direction_is_left() => Each(m =>
        Regex.Matches(m.Html + m.Text, "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\u2028\\u2029]").Select(c => $"U+{(int)c.Value[0]:X4}"));

    [Test]
    public void Our_own_links_are_https_on_our_own_host_and_no_link_names_a_number_or_a_user() => Each(m => m.Links.Where(l => !l.StartsWith('#')).Where(l =>
        !Uri.TryCreate(l, UriKind.Absolute, out var uri) || uri.Scheme != "https" || uri.UserInfo.Length > 0 || uri.HostNameType != UriHostNameType.Dns
        || !l.All(char.IsAscii) || !(uri.Host == "digest.oxide.example" || uri.Host.EndsWith(".example", StringComparison.Ordinal))));

    [Test]
    public void No_address_in_a_link_tells_who_reads() => Each(m => m.Links.Concat(m.Page.QuerySelectorAll("img").Select(i => i.GetAttribute("src")!)).Where(l =>
        Uri.UnescapeDataString(l).Contains(Gallery.Address, StringComparison.OrdinalIgnoreCase)
        || (l.Contains(Gallery.Token, StringComparison.Ordinal) && !l.StartsWith($"{Gallery.Home}/unsubscribe/", StringComparison.Ordinal))
        || (l.Contains(Gallery.Preferences, StringComparison.Ordinal) && !l.StartsWith($"{Gallery.Home}/preferences/", StringComparison.Ordinal))));

    [Test]
    public void No_picture_counts_readers() => Each(m => m.Page.QuerySelectorAll("img").Where(i =>
        i.GetAttribute("src")!.StartsWith(Gallery.Home, StringComparison.Ordinal) || i.GetAttribute("width") is "0" or "1" || i.GetAttribute("height") is "0" or "1").Select(i => i.OuterHtml));

    [Test]
    public void The_footer_of_both_parts_says_why_how_to_leave_and_who_sends() => Each(m => new[] { ("text", Squeezed(m.Text)), ("html", Squeezed(m.Page.Body!.TextContent)) }.SelectMany(part =>
        new[] { "2026-10-15", Gallery.Address, m.Of.Tongue.FromName, m.Of.Tongue.PostalAddress.Split('\n')[^1] }
            .Where(what => !part.Item2.Contains(Squeezed(what), StringComparison.Ordinal)).Select(what => $"{part.Item1} lacks {what}"))
        .Concat(m.Links.Contains($"{Gallery.Home}/unsubscribe/{Gallery.Token}") ? [] : ["no link to leave"])
        .Concat(m.Links.Contains($"{Gallery.Home}/preferences/{Gallery.Preferences}") ? [] : ["no link to the reader's choices"]));

    [Test]
    public void The_footer_of_both_parts_links_what_becomes_of_the_readers_data() => Each(m =>
        m.Links.Contains(Gallery.Privacy) && m.Text[m.Text.IndexOf("\n-- \n", StringComparison.Ordinal)..].Split('\n').Contains(Gallery.Privacy) ? null : "no link to the privacy notice");

    [Test]
    public void The_link_to_leave_is_seen() => Each(m => m.Words.Any(w => w.In.Closest("a")?.GetAttribute("href") == $"{Gallery.Home}/unsubscribe/{Gallery.Token}") ? null : "no words to leave by");

    [Test]
    public void Nothing_of_a_template_is_left_and_nothing_is_escaped_twice() => Each(m =>
        Regex.Matches(m.Html + m.Text + m.Head, "z0123456789abcdef|&amp;(amp|lt|gt|quot|#39|nbsp);|Ã[\u0080-\u00bf¤¶¼]|â€").Select(r => r.Value)
            .Concat(Regex.Matches(m.IsCalm ? m.Html + m.Text : "", @"\{\{|\}\}|\{0\}|System\.|null").Select(r => r.Value)));

    [Test]
    public void No_item_is_there_twice() => Each(m => m.Page.QuerySelectorAll("h2 a, h3 a").Select(a => a.GetAttribute("href")!).Where(IsStory).GroupBy(u => u).Where(g => g.Count() > 1).Select(g => g.Key));

    [Test]
    public void A_strangers_markup_is_shown_as_it_was_written() => Each(m =>
        m.Page.Body!.TextContent.Contains(NastyStories.Markup, StringComparison.Ordinal) ? null : "the markup is gone or became markup", m => m.Of.Edition == "nasty");

    private static string Squeezed(string text) => Regex.Replace(text, @"[\s,]+", "");
}

internal static class Taking
{
    /// <summary>Up to and with the first for which it holds.</summary>
    public static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> all, Func<T, bool> last)
    {
        foreach (var item in all)
        {
            yield return item;
            if (last(item)) yield break;
        }
    }
}
