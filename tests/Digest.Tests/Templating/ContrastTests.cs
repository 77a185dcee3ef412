using System.Globalization;
using System.Text.RegularExpressions;

namespace Digest.Tests.Templating;

/// <summary>The colours of pages and mails: readable in light and dark, and the same everywhere.</summary>
[TestFixture]
internal sealed partial class ContrastTests
{
    [TestCase("ink", "paper", 13.8, 4.5)]
    [TestCase("muted", "paper", 6.4, 4.5)]
    [TestCase("muted", "ground", 4.5, 4.5)]
    [TestCase("accent", "paper", 7.1, 4.5)]
    [TestCase("on-accent", "accent", 7.1, 4.5)]
    [TestCase("good", "paper", 6.4, 4.5)]
    [TestCase("bad", "paper", 7.4, 4.5)]
    [TestCase("border", "paper", 3.6, 3.0)]
    public void A_pair_of_tokens_is_as_readable_as_computed(string text, string ground, double computed, double required)
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var tokens in new[] { Tokens(light: true), Tokens(light: false) })
                Assert.That(Ratio(tokens[text], tokens[ground]), Is.GreaterThanOrEqualTo(computed).And.GreaterThanOrEqualTo(required));
        }
    }

    [Test]
    public void Mails_use_the_tokens_and_no_other_colour()
    {
        var known = Tokens(light: true).Values.Concat(Tokens(light: false).Values).ToHashSet();
        var used = Directory.EnumerateFiles(Path.Combine(TemplateFolder.Shipped, "mail"), "*", SearchOption.AllDirectories)
            .SelectMany(path => Colour().Matches(File.ReadAllText(path))).Select(match => match.Value);

        Assert.That(used.Except(known), Is.Empty);
    }

    private static Dictionary<string, string> Tokens(bool light)
    {
        var css = File.ReadAllText(Path.Combine(TemplateFolder.Shipped, "pages", "style.css"));
        var roots = css.Split(":root {");
        return Token().Matches(roots[light ? 1 : 2].Split('}')[0]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
    }

    private static double Ratio(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts = [.. new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6});")]
    private static partial Regex Token();

    [GeneratedRegex("#[0-9a-f]{6}\\b")]
    private static partial Regex Colour();
}
