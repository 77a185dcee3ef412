using Digest.Subscribing.Export;
using Digest.Tests.Subscribing.Import;

namespace Digest.Tests.Subscribing.Export;

/// <summary>What goes out as a file comes back the same, and harms nobody on its way.</summary>
[OnBothDatabases]
internal sealed class RoundTripTests
{
    private const string Header = "email,name,status,time_zone,send_at,topics,created_at,confirmed_at,cadence,language,format,paused_until\r\n";

    [Test]
    public async Task T33_An_export_is_guarded_against_formulas_and_imports_as_what_it_was()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(""""
            email,name
            =1@x.org,=HYPERLINK(1)
            +2@x.org,+49 30 1234
            -3@x.org,-3
            4@x.org,@all
            '=5@x.org,''=6
            't@x.org,'t Hooft
            7@x.org,"Lovelace, ""Ada"""
            8@x.org,Zoë ﷽ 😀
            """");
        var before = await site.ReadersAsync();
        var file = await site.ExportAsync();
        foreach (var line in file.Split("\r\n")[1..^1])
            Assert.That(line.Split(','), Has.None.Matches("^[=+@\t-]"), line);
        Assert.That(file, Does.Contain("'=1@x.org,'=HYPERLINK(1),active").And.Contain("'t@x.org,'t Hooft,active"));

        await using var other = await TestSite.StartAsync();
        await other.ImportAsync(file);
        Assert.That(await other.ReadersAsync(), Is.EqualTo(before));
        Assert.That(await other.ExportAsync(), Is.EqualTo(file));
    }

    [Test]
    public void T33_The_guard_comes_off_every_cell_exactly(
        [Values("", "'", "''", "'''")] string quotes, [Values("", "=", "+1", "-", "@a", "\t", "\r\n", "a", "＝1", "1=1")] string rest)
    {
        var cell = quotes + rest;
        var guarded = FormulaGuard.Put(cell);
        Assert.That(guarded, Does.Not.Match("^[=+@\t\r\n＝-]"));
        Assert.That(FormulaGuard.Take(guarded), Is.EqualTo(cell));
    }

    [Test]
    public async Task All_that_stands_about_a_reader_comes_back()
    {
        const string File = Header
            + "ada@x.org,Ada,active,Europe/Berlin,06:30,Prices;Policy,2025-01-02T03:04:05Z,2025-01-02T04:00:00Z,weekly,de,text,\r\n"
            + "bob@x.org,,paused,,,,2025-01-03T03:04:05Z,2025-01-03T04:00:00Z,daily,,html,2027-01-03T04:00:00Z\r\n"
            + "cy@x.org,,pending,Asia/Tokyo,,,2025-01-04T03:04:05Z,,daily,,html,\r\n"
            + "dee@x.org,\"Dee, D\",unsubscribed,,,,2025-01-05T03:04:05Z,2025-01-05T04:00:00Z,daily,,html,\r\n"
            + "eve@x.org,,bounced,,,,2025-01-06T03:04:05Z,,daily,,html,\r\n"
            + "flo@x.org,,complained,,,,2025-01-07T03:04:05Z,2025-01-07T04:00:00Z,daily,,html,\r\n";
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(File);
        Assert.That(await site.ExportAsync(), Is.EqualTo(File));
    }

    [Test]
    public async Task An_export_has_no_mark_and_only_a_header_when_nobody_reads()
    {
        await using var site = await TestSite.StartAsync();
        Assert.That(await site.ExportAsync(), Is.EqualTo(Header));
    }
}
