using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

[TestFixture]
internal sealed class BylinesTests
{
    [TestCase("By JANE DOE and John Roe", "JANE DOE|John Roe")]
    [TestCase("by Jane Doe, John Roe and Ann Poe", "Jane Doe|John Roe|Ann Poe")]
    [TestCase("Written by: Jane Doe", "Jane Doe")]
    [TestCase("Von Jana Muster und Max Beispiel", "Jana Muster|Max Beispiel")]
    [TestCase("Par Jeanne Dupont et Marc Petit", "Jeanne Dupont|Marc Petit")]
    [TestCase("Jane Doe, CNN", "Jane Doe")]
    [TestCase("Jane Doe, Senior Editor", "Jane Doe")]
    [TestCase("Jane Doe Senior Markets Correspondent", "Jane Doe")]
    [TestCase("Muster, Jana", "Muster, Jana")]
    [TestCase("Jane Doe (https://oxide.example/jane)", "Jane Doe")]
    [TestCase("记者：王小明", "王小明")]
    [TestCase("https://facebook.com/jane", "")]
    [TestCase("admin", "")]
    public void Names_are_parted_from_what_is_written_around_them(string written, string names) =>
        Assert.That(string.Join('|', Bylines.Names([written])), Is.EqualTo(names));

    [TestCase("By Jane Doe | June 4, 2025", true)]
    [TestCase("By Jane Doe", true)]
    [TestCase("BY THE MARKETS DESK", true)]
    [TestCase("By the end of the year", false)]
    [TestCase("By June the plants had stopped, and nobody knew when they would start again.", false)]
    [TestCase("Jane Doe", false)]
    public void A_byline_says_by_and_no_more_than_names(string line, bool isByline) => Assert.That(Bylines.IsByline(line), Is.EqualTo(isByline));
}
