using System.Diagnostics;
using System.Globalization;
using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Tests.Collecting.Cleaning;

[TestFixture]
internal sealed class MojibakeTests
{
    private const string Suspicious = "ÃÂâ€™œРСрс© \u00A0\u0093ðŸ";

    [TestCaseSource(typeof(SoundSentences), nameof(SoundSentences.All))]
    public void Sound_text_stays_the_very_text_it_is((string Language, string Text) sentence)
    {
        // A mention is told by the spaces and quotation marks around it.
        foreach (var text in sentence.Language == "mention" ? Variants(sentence.Text).Take(6) : Variants(sentence.Text))
            Assert.That(Mojibake.Mend(text), Is.EqualTo(text));
    }

    [Test]
    public void Sound_text_stays_sound_in_long_fields()
    {
        var all = string.Join("\n", SoundSentences.All.Select(s => s.Text));

        Assert.That(Mojibake.Mend(all), Is.SameAs(all));
    }

    // Broken more than once means: by that page, and then by windows-1252.
    [TestCase(Breaking.Holes.Control, 1, 0.9), TestCase(Breaking.Holes.AllControl, 1, 0.9), TestCase(Breaking.Holes.Control, 2, 0.8), TestCase(Breaking.Holes.Control, 3, 0.8)]
    public void What_lost_nothing_is_mended_whatever_page_broke_it_and_how_often(Breaking.Holes holes, int times, double atLeast)
    {
        var (all, mended) = (0, 0);
        foreach (var page in Breaking.Pages)
        {
            var lines = Broken(page, holes, times).ToList();
            var wrong = lines.Where(line => Mojibake.Mend(line.Broken) != line.Sound).ToList();
            var rate = 1 - (double)wrong.Count / lines.Count;
            TestContext.Out.WriteLine($"{page,5}  {rate:P1} of {lines.Count}  not: {string.Join(", ", wrong.Select(w => w.Language))}");
            (all, mended) = (all + lines.Count, mended + lines.Count - wrong.Count);

            Assert.That(rate, Is.GreaterThanOrEqualTo(atLeast), page.ToString(CultureInfo.InvariantCulture));
        }

        TestContext.Out.WriteLine($"all    {(double)mended / all:P1} of {all}");
        Assert.That((double)mended / all, Is.GreaterThanOrEqualTo(0.95));
    }

    [TestCase(874), TestCase(1251), TestCase(1250), TestCase(1253), TestCase(1255)]
    public void Holes_filled_from_windows_1252_are_understood(int page)
    {
        var lines = Broken(page, Breaking.Holes.Western, 1).ToList();
        var wrong = lines.Where(line => Mojibake.Mend(line.Broken) != line.Sound).Select(line => line.Language).ToList();

        TestContext.Out.WriteLine($"{page,5}  {1 - (double)wrong.Count / lines.Count:P1} of {lines.Count}  not: {string.Join(", ", wrong)}");
        Assert.That(wrong, Has.Count.LessThanOrEqualTo(lines.Count / 10));
    }

    [TestCase("isnâ€™t â€œgreenâ€ now", "isn’t “green” now")] // 9D lost
    [TestCase("itโ€s โ€greenโ€ now", "it’s “green” now")] // all of them lost, told by what stands around
    [TestCase("РР· РСЂРєСѓС‚СЃРєР° РїРµСЂРµРµС…Р°Р»Рё РІ РРІРґРµР»СЊ", "Из Иркутска переехали в Ивдель")] // 98 lost
    [TestCase("lâ€™Ã©tÃ© Ã  la mer", "l’été à la mer")] // no-break space kept
    [TestCase("lâ€™Ã©tÃ© Ã  la mer, voilÃ .", "l’été à la mer, voilà.")] // no-break space became a space
    [TestCase("lâ€™Ã©tÃ© dÃ©jÃ la mer", "l’été déjà la mer")] // and was joined with the next
    [TestCase("prix : 5Â â‚¬ lâ€™unitÃ©", "prix : 5\u00A0€ l’unité")]
    [TestCase("å·¥å ´ã\u0081®æ˜¥", "工場の春")]
    [TestCase("â›´ï¸ Good news ðŸŽ‰", "⛴\uFE0F Good news 🎉")] // 8F of the selector lost
    [TestCase("ï»¿LÃ¤den", "\uFEFFLäden")]
    [TestCase("“CafÃ© â€” dÃ©jÃ vu”", "“Café — déjà vu”")] // a sound frame around
    [TestCase("Цена выросла: donâ€™t â€œpanicâ€\u009D", "Цена выросла: don’t “panic”")] // broken in part
    public void Of_lost_bytes_is_put_back_what_can_be_told(string broken, string sound) => Assert.That(Mojibake.Mend(broken), Is.EqualTo(sound));

    [Test]
    public void ASCII_and_sound_text_cost_nothing()
    {
        var sound = string.Concat(Enumerable.Repeat("Für größere Öfen fehlt Kühlwasser — “noch” (5 €). ", 200));
        Mojibake.Mend(sound);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(Mojibake.Mend("plain"), Is.SameAs("plain"));
        Assert.That(Mojibake.Mend(sound), Is.SameAs(sound));
        for (var i = 0; i < 100; i++) Mojibake.Mend(sound);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000));
    }

    [Test]
    public void Any_characters_are_some_text_and_mending_twice_is_mending_once()
    {
        var random = new Random(11);
        var pieces = SoundSentences.All.Select(s => s.Text).Concat(Breaking.Pages.SelectMany(p => Broken(p, Breaking.Holes.Lost, 2).Take(5).Select(b => b.Broken))).ToArray();
        for (var i = 0; i < 3000; i++)
        {
            var text = i % 2 == 0 ? Noise(random) : Mixture(random, pieces);
            var once = Mojibake.Mend(text);

            Assert.That(Mojibake.Mend(once), Is.EqualTo(once), text);
        }
    }

    [TestCase("Ã©"), TestCase("Ã© "), TestCase("ÃƒÂ© a"), TestCase("â€™"), TestCase("xâ€™ "), TestCase("ðŸŽ‰"), TestCase("РџСЂРё "), TestCase("ราคา"), TestCase("Ã  "), TestCase("\u0080"), TestCase("\uD800"), TestCase("é…» "), TestCase("'Ã©' "), TestCase("ÃƒÆ’Ã‚Â© a")]
    public void A_megabyte_of_anything_takes_no_time(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, 1_000_000 / pattern.Length));
        Mojibake.Mend(text[..10_000]);
        var watch = Stopwatch.StartNew();
        Mojibake.Mend(text);

        // Ten times what it takes, for machines that are busy.
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    private static IEnumerable<string> Variants(string text) =>
    [
        text, text.ToUpperInvariant(), $"“{text}”", $"«{text}»", $"«\u00A0{text}\u00A0»", text + "…", text.Replace(' ', '\u00A0'),
        string.Join("” ", text.ToUpperInvariant().Split(' ')), string.Join("» ", text.Split(' ')), string.Join("–", text.Split(' ')), text.Normalize(NormalizationForm.FormD),
    ];

    private static IEnumerable<(string Language, string Broken, string Sound)> Broken(int page, Breaking.Holes holes, int times)
    {
        foreach (var (language, sound) in SoundSentences.All)
        {
            var broken = language == "mention" ? null : sound;
            for (var i = 0; i < times && broken is not null; i++)
                broken = Breaking.By(i == 0 ? page : 1252, broken, holes);
            if (broken is not null && broken != sound)
                yield return (language, broken, sound);
        }
    }

    private static string Noise(Random random)
    {
        var text = new char[random.Next(0, 200)];
        for (var i = 0; i < text.Length; i++)
            text[i] = random.Next(3) switch
            {
                0 => (char)random.Next(0x10000),
                1 => (char)random.Next(0x20, 0x100),
                _ => Suspicious[random.Next(Suspicious.Length)],
            };
        return new string(text);
    }

    private static string Mixture(Random random, string[] pieces)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var piece = pieces[random.Next(pieces.Length)];
            var from = random.Next(piece.Length);
            text.Append(piece, from, random.Next(piece.Length - from));
        }
        return text.ToString();
    }
}
