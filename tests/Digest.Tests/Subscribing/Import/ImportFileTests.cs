using System.Text;
using Digest.Storage;

namespace Digest.Tests.Subscribing.Import;

/// <summary>What of a file is understood.</summary>
[OnBothDatabases]
internal sealed class ImportFileTests
{
    private static readonly string[] AdaAndBob = ["ada@x.org|Ada Lovelace|active", "bob@x.org||active"];

    [TestCase("email,name\nada@x.org,Ada Lovelace\nbob@x.org,\n", TestName = "A_file_may_have_a_header")]
    [TestCase("ada@x.org,Ada Lovelace\nbob@x.org", TestName = "A_file_may_have_none_and_no_last_line_end")]
    [TestCase("\uFEFFemail,name\r\nada@x.org,\"Ada Lovelace\"\r\n\r\nbob@x.org\r\n  \r\n", TestName = "A_mark_line_ends_of_Windows_quotes_and_blank_lines_are_understood")]
    [TestCase("\uFEFFada@x.org,Ada Lovelace\rbob@x.org\r", TestName = "A_mark_is_no_part_of_the_first_address")]
    [TestCase("Name;E-Mail \nAda Lovelace;ada@x.org\n;bob@x.org\n", TestName = "Columns_are_found_by_their_names_and_semicolons_separate_as_well")]
    [TestCase("  ADA@X.org , Ada\tLovelace \n bob@x.org", TestName = "White_space_does_not_count")]
    public async Task Read(string csv)
    {
        await using var site = await TestSite.StartAsync();
        var report = await site.ImportAsync(csv);
        Assert.That(await site.ReadersAsync(), Is.EqualTo(AdaAndBob).Using<string>((a, b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase)));
        Assert.That(report.Summary(false), Is.EqualTo("2 rows: 2 active."));
    }

    [Test]
    public async Task A_file_of_UTF_16_with_a_mark_is_understood()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("ada@x.org,Ada Lovelace\r\nbob@x.org")]);
        Assert.That(await site.ReadersAsync(), Is.EqualTo(AdaAndBob));
    }

    [Test]
    public async Task Quoted_names_hold_commas_quotes_and_line_ends()
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync("a@x.org, \"Lovelace, Ada\" \nb@x.org,\"Bob \"\"the\"\" B\"\nc@x.org,\"two\r\nlines\"\nd@x.org,Dee \"the\" D\n");
        Assert.That(await site.ReadersAsync(), Is.EqualTo(new[]
        {
            "a@x.org|Lovelace, Ada|active", "b@x.org|Bob \"the\" B|active", "c@x.org|two lines|active", "d@x.org|Dee \"the\" D|active",
        }));
    }

    [Test]
    public async Task Bad_lines_are_told_with_number_and_reason_and_stop_nothing()
    {
        await using var site = await TestSite.StartAsync();
        byte[] latin = [.. "g@x.org,M"u8, 0xFC, .. "ller\n"u8];
        var report = await site.ImportAsync([.. Encoding.UTF8.GetBytes(
            "email,name\nnobody\n\"open@x.org,Ada\na@x.org,\"A\"A\nb@x.org,Lovelace, Ada\n,Nameless\nAda <c@x.org>,Ada\n"), .. latin, .. "z@x.org\n"u8]);
        Assert.That(report.Told, Is.EqualTo(new[]
        {
            "line 2: 'nobody' has no '@'",
            "line 3: opens a quote that is never closed",
            "line 4: goes on after the end of a quoted field",
            "line 5: has 3 fields, but 2 are expected; a comma within a name needs quotes around the name",
            "line 6: has no address",
            "line 7: 'Ada <c@x.org>' has more than the address in it; leave out names and brackets",
        }));
        Assert.That(await site.ReadersAsync(), Is.EqualTo(new[] { "g@x.org|Müller|active", "z@x.org||active" }));
        Assert.That(report.Summary(false), Is.EqualTo("8 rows: 2 active, 6 not taken."));
    }

    [Test]
    public async Task Only_the_first_twenty_bad_lines_are_told()
    {
        await using var site = await TestSite.StartAsync();
        var report = await site.ImportAsync(string.Concat(Enumerable.Repeat("nobody\n", 30)));
        Assert.That(report.Told, Has.Count.EqualTo(20));
        Assert.That(report.Bad, Is.EqualTo(30));
    }

    /// <summary>A file of another product may say who left in words that are not read yet; nobody is mailed past them.</summary>
    [TestCase("email,Left by opt-out")]
    [TestCase("email,name,bounced")]
    [TestCase("Email,Subscription type")]
    [TestCase("id,email,name,subscribed_to_emails,unsubscribed_reason")]
    public async Task A_column_that_may_say_who_left_is_refused(string header)
    {
        await using var site = await TestSite.StartAsync();
        Assert.That(() => site.ImportAsync($"{header}\n"), Throws.TypeOf<Fault>().With.Message.Contains("may say who left"));
    }

    [Test]
    public async Task A_no_in_any_spelling_is_refused([Values(
        "opted_out", "opted out", "Opted-Out", "Do not email", "do_not_contact", "blacklisted", "blocklisted", "Abgemeldet", "abbestellt", "désinscrit", "DÉSINSCRIT", "baja", "consent",
        "marketing_consent", "permission", "state", "State", "gdpr", "Unsub", "un-subscribed at", "UNSUBSCRIBE_DATE", "Newsletter", "reason", "E-Mail-Marketing")] string header)
    {
        await using var site = await TestSite.StartAsync();
        Assert.That(() => site.ImportAsync($"email,name,{header}\na@x.org,Ada,1\n"), Throws.TypeOf<Fault>().With.Message.Contains("may say who left"));
        Assert.That(await site.ReadersAsync(), Is.Empty);
    }

    [TestCase("email,name,Company,City,State/Region,Country,Estate")]
    [TestCase("Email Address,First Name,State,State/Region,Country,Marketing Permissions,MEMBER_RATING,OPTIN_TIME,LEID,EUID")]
    public async Task Columns_about_something_else_stop_nothing(string header)
    {
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync($"{header}\na@x.org,Ada\n");
        Assert.That(await site.StatusAsync("a@x.org"), Is.EqualTo("active"));
    }

    [TestCase("", true), TestCase("\n \n", true), TestCase("nobody\n", true), TestCase("email,name\n", false), TestCase("a@x.org\n", false)]
    public async Task An_empty_file_is_no_list(string csv, bool isNone)
    {
        await using var site = await TestSite.StartAsync();
        Assert.That((await site.ImportAsync(csv)).IsNoList, Is.EqualTo(isNone));
    }

    [Test]
    public async Task A_column_without_meaning_is_told_and_an_unknown_status_is_a_bad_line()
    {
        await using var site = await TestSite.StartAsync();
        var report = await site.ImportAsync("email,Company,status\na@x.org,Oxide,enabled\nb@x.org,Oxide,Active\n");
        Assert.That(report.Unread, Is.EqualTo(new[] { "Company" }));
        Assert.That(report.Told.Single(), Does.StartWith("line 2: status 'enabled' is not known"));
        Assert.That(await site.ReadersAsync(), Is.EqualTo(new[] { "b@x.org||active" }));
    }
}
