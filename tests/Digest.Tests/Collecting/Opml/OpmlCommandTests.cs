using Digest.World;

namespace Digest.Tests.Collecting.Opml;

/// <summary><c>digest source import</c> and <c>export</c>, as a person at a shell meets them.</summary>
internal sealed class OpmlCommandTests
{
    private TempFolder folder = null!;

    [SetUp]
    public void Begin() => folder = new TempFolder();

    [TearDown]
    public void End() => folder.Dispose();

    [Test]
    public async Task C40_A_list_goes_in_and_comes_out_at_the_shell()
    {
        var file = folder.Write("list.opml", """
            <opml version="2.0"><body>
            <outline text="Tech"><outline text="Ars" xmlUrl="https://u:p@ars.example/feed"/><outline text="Home" xmlUrl="http://10.0.0.1/"/></outline>
            </body></opml>
            """);
        var import = await RunAsync("source", "import", "oxide", file);
        Assert.That((import.ExitCode, import.Out), Is.EqualTo((0, "")));
        Assert.That(import.Err, Does.EndWith("""
            outline 3, Home (http://10.0.0.1/): 10.0.0.1 is a private address; Collecting:AllowedPrivateHosts can allow it
            oxide: 1 added, 0 there already, 1 refused.
            """));
        Assert.That((await RunAsync("source", "import", "oxide", file)).Err, Does.EndWith("oxide: 0 added, 1 there already, 1 refused."));

        var export = await RunAsync("source", "export", "oxide");
        Assert.That((export.ExitCode, export.Err), Is.EqualTo((0, "1 address has a password, which was left out. --passwords writes them.")));
        Assert.That(export.Out, Is.EqualTo("""
            <?xml version="1.0" encoding="utf-8"?>
            <opml version="2.0" xmlns:digest="urn:x-digest:opml" digest:titles="plain">
              <head>
                <title>oxide</title>
              </head>
              <body>
                <outline text="Tech">
                  <outline type="rss" text="Ars" title="Ars" xmlUrl="https://ars.example/feed" />
                </outline>
              </body>
            </opml>
            """));
        Assert.That((await RunAsync("source", "export", "oxide", "--passwords")).Out, Does.Contain("https://u:p@ars.example/feed"));
    }

    [Test]
    public async Task C40_What_can_not_be_read_is_one_line_and_an_exit_code()
    {
        folder.Write("page.opml", "<html><body>Sign in</body></html>");
        folder.Write("bad.opml", "<opml><body><outline text=\"Home\" xmlUrl=\"http://10.0.0.1/\"/></body></opml>");
        var missing = await RunAsync("source", "import", "oxide", "missing.opml");
        Assert.That((missing.ExitCode, missing.Err), Is.EqualTo((1, $"missing.opml can't be read: Could not find file '{folder.File("missing.opml")}'.")));
        var page = await RunAsync("source", "import", "oxide", "page.opml");
        Assert.That((page.ExitCode, page.Err), Is.EqualTo((1, "page.opml: an HTML page, not a list of feeds. Export the list as OPML from your feed reader.")));
        var bad = await RunAsync("source", "import", "oxide", "bad.opml");
        Assert.That((bad.ExitCode, bad.Err.Split('\n')[^1]), Is.EqualTo((1, "oxide: 0 added, 0 there already, 1 refused.")));
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) => DigestProcess.RunAsync(new ProcessPlan
    {
        Arguments = arguments,
        WorkingFolder = folder.Path,
        Environment = new Dictionary<string, string?>
        {
            ["Digest__DataDirectory"] = folder.File("data"),
            ["Digest__Newsletters__0__Slug"] = "oxide",
        },
    });
}
