using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

[TestFixture]
internal sealed class BylinesTests
{
    [TestCase("By MARKETS DESK and Ports Desk", "MARKETS DESK|Ports Desk")]
    [TestCase("by Markets Desk, Ports Desk and Metals Desk", "Markets Desk|Ports Desk|Metals Desk")]
    [TestCase("Written by: Markets Desk", "Markets Desk")]
    [TestCase("Von Ressort Metalle und Ressort Häfen", "Ressort Metalle|Ressort Häfen")]
    [TestCase("Par Service Métaux et Service Ports", "Service Métaux|Service Ports")]
    [TestCase("Dodane przez Dział Metali", "Dział Metali")]
    [TestCase("Veröffentlicht von: Ressort Metalle", "Ressort Metalle")]
    [TestCase("كتبت: دائرة المعادن", "دائرة المعادن")]
    [TestCase("Markets Desk, CNN", "Markets Desk")]
    [TestCase("Mine Watcher, Senior Editor", "Mine Watcher")]
    [TestCase("Mine Watcher Senior Markets Correspondent", "Mine Watcher")]
    [TestCase("Watcher, Mine", "Watcher, Mine")]
    [TestCase("Markets Desk (https://oxide.example/desk)", "Markets Desk")]
    [TestCase("记者：港口组", "港口组")]
    [TestCase("https://facebook.com/desk", "")]
    [TestCase("admin", "")]
    public void Names_are_parted_from_what_is_written_around_them(string written, string names) =>
        Assert.That(string.Join('|', Bylines.Names([written])), Is.EqualTo(names));

    [TestCase("By Markets Desk | June 4, 2025", true)]
    [TestCase("By Markets Desk", true)]
    [TestCase("BY THE MARKETS DESK", true)]
    [TestCase("By the end of the year", false)]
    [TestCase("By June the plants had stopped, and nobody knew when they would start again.", false)]
    [TestCase("Markets Desk", false)]
    public void A_byline_says_by_and_no_more_than_names(string line, bool isByline) => Assert.That(Bylines.IsByline(line), Is.EqualTo(isByline));
}
