using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Commands;

/// <summary>The commands about readers, as a person at a shell meets them.</summary>
internal sealed class SubscribersCommandTests
{
    private TempFolder folder = null!;

    [SetUp]
    public void Begin() => folder = new TempFolder();

    [TearDown]
    public void End() => folder.Dispose();

    [Test]
    public async Task An_import_tells_what_came_of_it_and_its_readers_are_listed_shown_and_exported()
    {
        var file = folder.Write("readers.csv", "email,name\r\nAda@X.org,\"Lovelace, Ada\"\r\nnobody\r\nbob@x.org,\r\n");
        var import = await RunAsync("subscribers", "import", "oxide", file, "--status", "active");
        Assert.That((import.ExitCode, import.Out), Is.EqualTo((0, "3 rows: 2 active, 1 not taken.")));
        Assert.That(import.Err, Does.Match("line 3: 'nobody' has no '@'\nEvery row that was passed over, and why: .+-oxide-skipped.csv$"));

        var list = JsonDocument.Parse((await RunAsync("subscribers", "list", "oxide", "--json")).Out).RootElement;
        Assert.That(Keys(list[0]), Is.EqualTo("email name status time_zone send_at topics created_at confirmed_at"));
        Assert.That(list.EnumerateArray().Select(r => r.GetProperty("email").GetString()), Is.EqualTo(new[] { "Ada@x.org", "bob@x.org" }));

        var shown = await RunAsync("subscribers", "show", "ADA@x.ORG", "--json");
        var reader = JsonDocument.Parse(shown.Out).RootElement;
        Assert.That(Keys(reader), Is.EqualTo("email suppressed subscriptions"));
        Assert.That(Keys(reader.GetProperty("subscriptions")[0]), Is.EqualTo("newsletter status time_zone send_at topics"));
        Assert.That(reader.GetProperty("subscriptions")[0].ToString().Replace(" ", "").ReplaceLineEndings(""), Is.EqualTo(
            """{"newsletter":"oxide","status":"active","time_zone":null,"send_at":null,"topics":[]}"""));
        Assert.That(reader.GetProperty("suppressed").ValueKind, Is.EqualTo(JsonValueKind.Null));

        var export = await RunAsync("subscribers", "export", "oxide");
        Assert.That(export.Out, Does.StartWith("email,name,status,").And.Contain("Ada@x.org,\"Lovelace, Ada\",active,"));
        Assert.That(export.Err, Is.Empty);
    }

    [Test]
    public async Task A_plan_says_so_and_writes_nothing()
    {
        var file = folder.Write("readers.csv", "ada@x.org\n");
        var plan = await RunAsync("subscribers", "import", "oxide", file, "--plan");
        Assert.That((plan.ExitCode, plan.Out), Is.EqualTo((0, "Plan of 1 row: 1 invited by a confirm letter. Nothing was changed.")));
        Assert.That((await RunAsync("subscribers", "list", "oxide")).Out, Is.Empty);
    }

    [Test]
    public async Task A_suppressed_person_stays_off_in_both_ways_and_show_says_why()
    {
        var gone = folder.Write("gone.csv", "email,status\nleft@x.org,unsubscribed\nbounced@x.org,bounced\n");
        await RunAsync("subscribers", "import", "oxide", gone);
        var all = folder.Write("all.csv", "left@x.org\nbounced@x.org\nnew@x.org\n");
        var import = await RunAsync("subscribers", "import", "oxide", all, "--status", "active");
        Assert.That(import.Out, Is.EqualTo("3 rows: 1 active, 2 suppressed and kept off."));
        var add = await RunAsync("subscribers", "add", "oxide", "left@x.org", "--status", "active");
        Assert.That((add.ExitCode, add.Out), Is.EqualTo((1, "")));
        Assert.That(add.Err, Does.Match("^left@x.org left, or must not be mailed .+ Only they can come back: .+$"));
        Assert.That(await SuppressedAsync("left@x.org"), Is.EqualTo("left"));
        Assert.That(await SuppressedAsync("bounced@x.org"), Is.EqualTo("bounced"));
        Assert.That((await RunAsync("subscribers", "list", "oxide", "--status", "active")).Out, Is.EqualTo("active        new@x.org"));

        // Leaving one newsletter is no reason not to mail another.
        await RunAsync("subscribers", "add", "weekly", "left@x.org", "--status", "active");
        Assert.That(await SuppressedAsync("left@x.org"), Is.Null);
    }

    [Test]
    public async Task One_reader_is_added_as_pending_or_active()
    {
        var pending = await RunAsync("subscribers", "add", "oxide", "--", "-dash@x.org");
        Assert.That((pending.ExitCode, pending.Err.Split('\n')[^1]), Is.EqualTo((0, "-dash@x.org gets a letter to confirm oxide, once a worker runs (digest serve).")));
        var active = await RunAsync("subscribers", "add", "oxide", "ada@x.org", "--status", "active");
        Assert.That((active.ExitCode, active.Err), Is.EqualTo((0, "ada@x.org reads oxide from now on.")));
        var again = await RunAsync("subscribers", "add", "oxide", "ada@x.org");
        Assert.That((again.ExitCode, again.Err), Is.EqualTo((0, "ada@x.org is with oxide already; nothing was changed (digest subscribers show ada@x.org).")));
    }

    [Test]
    public async Task A_reader_is_traced_proved_and_erased_and_no_import_brings_them_back()
    {
        await RunAsync("subscribers", "add", "oxide", "ada@x.org", "--status", "active");
        var trace = await RunAsync("trace", "ADA@x.org");
        var json = JsonDocument.Parse((await RunAsync("trace", "ada@x.org", "--json")).Out).RootElement;
        var dossier = await RunAsync("subscribers", "show", "ada@x.org", "--evidence");
        Assert.That(trace.Out, Does.Match("^20..-..-..T..:..:..Z  oxide  was added: the publisher states that consent is held \\(command\\), by .+ for the publisher$"));
        Assert.That(Keys(json), Is.EqualTo("email erased events"));
        Assert.That(json.GetProperty("events")[0].GetProperty("kind").GetString(), Is.EqualTo("consent"));
        Assert.That(dossier.Out, Does.StartWith("Evidence of consent: ada@x.org").And.Contain("was added"));

        var erased = await RunAsync("subscribers", "erase", "ada@x.org");
        Assert.That((erased.ExitCode, erased.Out), Is.EqualTo((0, "")));
        Assert.That(erased.Err, Does.Contain("is erased").And.Contain("Backups hold it"));
        Assert.That(DatabaseDump.FilesWith(folder.File("data"), "ada@x.org"), Is.Empty);
        Assert.That((await RunAsync("subscribers", "list", "oxide")).Out, Is.Empty);
        Assert.That((await RunAsync("trace", "ada@x.org")).Out, Does.Contain("was erased (command)").And.Contain("not mailed from then on: erased"));
        Assert.That((await RunAsync("subscribers", "import", "oxide", folder.Write("again.csv", "ada@x.org\n"), "--status", "active")).ExitCode, Is.Zero);
        Assert.That(await SuppressedAsync("ada@x.org"), Is.EqualTo("erased"));
    }

    [TestCase("trace ada@x.org", 1, "Nothing is known of ada@x.org here.")]
    [TestCase("subscribers show ada@x.org --json --evidence", 2, "--json and --evidence exclude each other. See: digest subscribers show --help")]
    [TestCase("subscribers add oxide nobody", 1, "'nobody' has no '@'. A mail address looks like name@example.org.")]
    [TestCase("subscribers add nope ada@x.org", 1, "There is no newsletter 'nope'. There is: oxide, weekly.")]
    [TestCase("subscribers show ada@x.org --json", 1, "Nobody has the address ada@x.org here.")]
    [TestCase("subscribers import oxide missing.csv", 1, "The file 'missing.csv' can't be read: .+")]
    [TestCase("subscribers import oxide bad.csv", 1, "No line of 'bad.csv' has a reader to take. .+")]
    [TestCase("subscribers import oxide", 2, "Required argument 'FILE' missing .+ See: digest subscribers import --help")]
    [TestCase("subscribers add oxide ada@x.org --status paused", 2, "Argument 'paused' not recognized.+ See: digest subscribers add --help")]
    [TestCase("subscribers list oxide --status gone", 2, "Argument 'gone' not recognized.+")]
    public async Task What_can_not_be_done_is_one_line_and_an_exit_code(string command, int code, string line)
    {
        folder.Write("bad.csv", "nobody\n");
        var result = await RunAsync(command.Split(' '));
        var message = result.Err.Split('\n').Where(l => !l.StartsWith("Making a new database", StringComparison.Ordinal)).ToList();
        Assert.That((result.ExitCode, result.Out), Is.EqualTo((code, "")));
        Assert.That(message[^1], Does.Match($"^{line}$"));
        Assert.That(message, Has.Count.EqualTo(command.Contains("bad.csv", StringComparison.Ordinal) ? 3 : 1));
    }

    private async Task<string?> SuppressedAsync(string address)
    {
        var shown = await RunAsync("subscribers", "show", address, "--json");
        return JsonDocument.Parse(shown.Out).RootElement.GetProperty("suppressed").GetString();
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) => DigestProcess.RunAsync(new ProcessPlan
    {
        Arguments = arguments,
        WorkingFolder = folder.Path,
        Environment = new Dictionary<string, string?>
        {
            ["Digest__DataDirectory"] = folder.File("data"),
            ["Digest__Newsletters__0__Slug"] = "oxide",
            ["Digest__Newsletters__1__Slug"] = "weekly",
        },
    });

    private static string Keys(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(p => p.Name));
}
