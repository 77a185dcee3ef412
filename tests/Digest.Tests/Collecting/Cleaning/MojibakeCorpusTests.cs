using Digest.Collecting.Cleaning;
using Digest.World;

namespace Digest.Tests.Collecting.Cleaning;

[TestFixture, Category("Corpus")]
internal sealed class MojibakeCorpusTests
{
    [Test]
    public void Broken_lines_of_the_corpus_are_mended_and_sound_ones_stay_byte_for_byte()
    {
        var file = Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "mojibake-dev.tsv");
        var rows = File.ReadAllText(file).Split('\n').Skip(2).Select(line => line.Split('\t')).Where(row => row.Length == 3).ToList();
        var sound = rows.Where(row => row[2] == "sound").ToList();
        var broken = rows.Where(row => row[2] != "sound").ToList();

        var touched = sound.Where(row => Mojibake.Mend(row[0]) != row[1]).Select(row => row[0]).ToList();
        var left = broken.Where(row => Mojibake.Mend(row[0]) != row[1]).Select(row => row[2]).ToList();

        TestContext.Out.WriteLine($"Measured: mojibake: {broken.Count - left.Count} of {broken.Count} mended, {touched.Count} of {sound.Count} sound ones touched");
        Assert.That((broken.Count, sound.Count), Is.EqualTo((37, 32)));
        Assert.That(touched, Is.Empty);
        Assert.That(left, Has.Count.LessThanOrEqualTo(1));
    }
}
