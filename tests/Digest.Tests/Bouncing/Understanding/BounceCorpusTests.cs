using Digest.Bouncing.Understanding;
using Digest.World;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Real returned mails and what is right about them; the figures are those of the issue.</summary>
[TestFixture, Category("Corpus")]
internal sealed class BounceCorpusTests
{
    private static string Folder => Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "bounces");

    /// <summary>What is expected of a recipient; kinds: any of these.</summary>
    private sealed record Expected(string File, string Recipient, string[] Kinds);

    [Test]
    public void Returned_mails_are_understood()
    {
        var rows = File.ReadLines(Path.Combine(Folder, "expected.tsv")).Skip(1).Select(line => line.Split('\t')).Select(cells => new Expected(cells[0], cells[1], cells[2].Split('|'))).ToList();
        var wrong = new List<string>();
        int recipients = 0, kinds = 0, harmful = 0;
        foreach (var file in rows.GroupBy(r => r.File))
        {
            var mail = Read(file.Key);
            foreach (var row in file)
            {
                var found = mail.Findings.FirstOrDefault(f => row.Recipient is "*" || row.Recipient.Equals(f.Recipient, StringComparison.OrdinalIgnoreCase));
                var none = mail.Findings.Count == 0 && row.Kinds.Contains("none");
                var right = none || found is not null && row.Kinds.Contains(ReturnedMailJson.Word(found.Kind));
                recipients += none || found is not null ? 1 : 0;
                kinds += right ? 1 : 0;
                if (!right) wrong.Add($"{row.File}: {row.Recipient} {string.Join('|', row.Kinds)}, not {found?.Recipient} {found?.Kind} {found?.Reason}: {found?.Words}");
            }
            // Hard where no line of the file allows it is somebody's harm, whatever the address.
            harmful += mail.Findings.Count(f => f.Kind == FindingKind.Hard
                && !file.Any(r => r.Kinds.Contains("hard") && (r.Recipient.Equals(f.Recipient, StringComparison.OrdinalIgnoreCase) || file.All(o => o.Kinds.Contains("hard")))));
        }
        TestContext.Out.WriteLine($"Measured: bounces: {Percent(recipients, rows.Count)} % of recipients right, {Percent(kinds, rows.Count)} % of kinds right, {harmful} harmful verdicts, of {rows.Count}");
        foreach (var line in wrong) TestContext.Out.WriteLine(line);

        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Count.GreaterThan(200));
            Assert.That(100.0 * recipients / rows.Count, Is.AtLeast(97));
            Assert.That(100.0 * kinds / rows.Count, Is.AtLeast(95));
            Assert.That(harmful, Is.Zero);
        });
    }

    private static ReturnedMail Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(Folder, "mails", name));
        return ReturnedMailReader.Read(file);
    }

    private static string Percent(int part, int whole) => (100.0 * part / whole).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
