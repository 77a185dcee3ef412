using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Commands;

/// <summary>Who must not be mailed, as the operator lists, names, lifts, takes along and brings.</summary>
internal sealed class SuppressionsCommandTests
{
    private TempFolder folder = null!;

    [SetUp]
    public void Begin() => folder = new TempFolder();

    [TearDown]
    public void End() => folder.Dispose();

    [Test]
    public async Task An_address_is_named_listed_and_lifted_with_a_reason_and_is_no_reader_by_it()
    {
        await RunAsync("subscribers", "add", "oxide", "ada@x.org", "--status", "active");
        Assert.That((await RunAsync("suppressions", "list")).Err, Does.EndWith("Nobody is suppressed."));
        var add = await RunAsync("suppressions", "add", "Ada@X.org", "--reason", "bounced", "--note", "her mail host wrote");
        Assert.That((add.ExitCode, add.Err), Is.EqualTo((0, "Ada@x.org is mailed no more.")));
        Assert.That(await StatusAsync("ada@x.org"), Is.EqualTo("bounced bounced"));

        var list = JsonDocument.Parse((await RunAsync("suppressions", "list", "--json")).Out).RootElement;
        Assert.That(string.Join(' ', list[0].EnumerateObject().Select(p => p.Name)), Is.EqualTo("email address_hash newsletter reason at note"));
        Assert.That((list[0].GetProperty("email").GetString(), list[0].GetProperty("note").GetString()), Is.EqualTo(("ada@x.org", "her mail host wrote")));
        Assert.That((await RunAsync("suppressions", "list")).Out, Does.Match("all +bounced +ada@x.org +her mail host wrote"));

        Assert.That((await RunAsync("suppressions", "lift", "ada@x.org")).ExitCode, Is.EqualTo(2), "a reason is asked for");
        Assert.That((await RunAsync("suppressions", "lift", "ada@x.org", "--reason", " ")).Err, Does.Contain("--reason is empty"));
        var lift = await RunAsync("suppressions", "lift", "ada@x.org", "--reason", "host mended, she called");
        Assert.That(lift.Err, Is.EqualTo("ada@x.org may be mailed again (bounced). To ask whether they want to: digest subscribers add NEWSLETTER ada@x.org"));
        Assert.That(await StatusAsync("ada@x.org"), Is.EqualTo("bounced "), "only her own confirmation makes her a reader");
        Assert.That((await RunAsync("trace", "ada@x.org")).Out, Does.Contain("may be mailed again (command)").And.Contain("was bounced; host mended, she called"));
        Assert.That((await RunAsync("subscribers", "add", "oxide", "ada@x.org")).ExitCode, Is.Zero, "as lift said");
        Assert.That(await StatusAsync("ada@x.org"), Is.EqualTo("pending "));
        var again = await RunAsync("suppressions", "lift", "ada@x.org", "--reason", "x");
        Assert.That((again.ExitCode, again.Err), Is.EqualTo((1, "Nothing stands against ada@x.org. See: digest suppressions list")));
    }

    [Test]
    public async Task Who_left_one_newsletter_is_named_with_it()
    {
        Assert.That((await RunAsync("suppressions", "add", "ada@x.org", "--reason", "left")).ExitCode, Is.EqualTo(2));
        Assert.That((await RunAsync("suppressions", "add", "ada@x.org", "--newsletter", "oxide")).ExitCode, Is.EqualTo(2));
        Assert.That((await RunAsync("suppressions", "add", "ada@x.org", "--newsletter", "oxide", "--reason", "left")).ExitCode, Is.Zero);
        Assert.That((await RunAsync("suppressions", "list")).Out, Does.Match(@"oxide +left +\([0-9a-f]{32}\)"), "nothing but a hash is kept of a stranger");
    }

    [Test]
    public async Task What_is_exported_is_imported_elsewhere_and_stops_who_reads_there()
    {
        await RunAsync("subscribers", "import", "oxide", folder.Write("readers.csv", "ada@x.org\nbob@x.org\neve@x.org\n"), "--status", "active");
        await RunAsync("suppressions", "add", "ada@x.org", "--reason", "complained");
        await RunAsync("suppressions", "add", "bob@x.org", "--reason", "left", "--newsletter", "oxide");
        var export = await RunAsync("suppressions", "export");
        var file = folder.Write("suppression.csv", export.Out + "\n");

        using var elsewhere = new TempFolder();
        (folder, var first) = (elsewhere, folder);
        try
        {
            await RunAsync("subscribers", "import", "oxide", first.File("readers.csv"), "--status", "active");
            Assert.That((await RunAsync("suppressions", "import", file, "--plan")).Out, Is.EqualTo("Plan of 2 rows: 2 recorded as gone. Nothing was changed."));
            Assert.That((await RunAsync("suppressions", "import", file)).Out, Is.EqualTo("2 rows: 2 recorded as gone."));
            Assert.That(await StatusAsync("ada@x.org"), Is.EqualTo("complained complained"));
            Assert.That(await StatusAsync("bob@x.org"), Is.EqualTo("unsubscribed left"));
            Assert.That(await StatusAsync("eve@x.org"), Is.EqualTo("active "));
            Assert.That((await RunAsync("suppressions", "import", file)).Out, Is.EqualTo("2 rows: 2 suppressed and kept off."));
        }
        finally
        {
            folder = first;
        }
    }

    [Test]
    public async Task A_plain_list_of_addresses_is_for_ever_and_a_strange_newsletter_is_told()
    {
        var plain = await RunAsync("suppressions", "import", folder.Write("plain.txt", "ada@x.org\nnobody\nbob@x.org\n"));
        Assert.That(plain.Out, Is.EqualTo("3 rows: 2 recorded as gone, 1 not taken."));
        Assert.That((await RunAsync("suppressions", "list")).Out.Split('\n'), Has.Exactly(2).Contains(" never "));
        var strange = await RunAsync("suppressions", "import", folder.Write("strange.csv", "email,newsletter,reason\nada@x.org,other,left\neve@x.org,,left\n"));
        Assert.That(strange.Err, Does.Contain("line 2: newsletter 'other' is none of this installation"));
        Assert.That(strange.Out, Is.EqualTo("2 rows: 1 recorded as gone, 1 not taken."));
        var two = await RunAsync("suppressions", "import", folder.Write("two.csv", "email,reason,remark\nimp@x.org,complained,x\n"));
        Assert.That(two.Out, Is.EqualTo("1 row: 1 recorded as gone."));
        Assert.That((await RunAsync("suppressions", "list")).Out, Does.Contain(" complained "));
        var headless = await RunAsync("suppressions", "import", folder.Write("headless.csv", "our list of today\nliz@x.org,,oxide,left,2026-01-01\n"));
        Assert.That(headless.ExitCode, Is.EqualTo(1));
        Assert.That(headless.Err, Does.Contain("line 2: has more than an address and a name, and no header says what"));
        Assert.That((await RunAsync("suppressions", "import", folder.Write("none.txt", "hello\n"))).ExitCode, Is.EqualTo(1));
    }

    private async Task<string> StatusAsync(string address)
    {
        var reader = JsonDocument.Parse((await RunAsync("subscribers", "show", address, "--json")).Out).RootElement;
        return $"{reader.GetProperty("subscriptions")[0].GetProperty("status").GetString()} {reader.GetProperty("suppressed").GetString()}";
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) => DigestProcess.RunAsync(new ProcessPlan
    {
        Arguments = arguments,
        WorkingFolder = folder.Path,
        Environment = new Dictionary<string, string?> { ["Digest__DataDirectory"] = folder.File("data"), ["Digest__Newsletters__0__Slug"] = "oxide", ["Digest__Newsletters__0__FromAddress"] = "news@oxide.example" },
    });
}
