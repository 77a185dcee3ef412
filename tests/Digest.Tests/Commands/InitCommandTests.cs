using System.Text.Json;
using Digest.Commands.Init;
using Digest.World;

namespace Digest.Tests.Commands;

/// <summary>From a site to a newsletter.</summary>
internal sealed class InitCommandTests
{
    private TempFolder folder = null!;
    private FeedServer site = null!;

    private string SettingsFile => folder.File("appsettings.json");

    private string Allowed => $"127.0.0.1:{site.Port}";

    [SetUp]
    public async Task Begin()
    {
        folder = new TempFolder();
        site = await FeedServer.StartAsync();
        site.Set("/", FeedPage.Html("""<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>Hello</body></html>"""));
        site.Set("/news.xml", RssFeed.Made(site.Origin, 3, DateTimeOffset.UtcNow) with { Title = "Critical Minerals Wire" });
    }

    [TearDown]
    public async Task End()
    {
        await site.DisposeAsync();
        folder.Dispose();
    }

    [Test]
    public async Task A_site_becomes_settings_that_hold_what_differs_and_that_work()
    {
        var result = await InitAsync("--allow-private", Allowed);
        Assert.That(result.ExitCode, Is.Zero, result.Err);
        Assert.That(Compact(), Is.EqualTo(Filled(
            "{'Digest':{'Collecting':{'AllowedPrivateHosts':['ALLOWED']},"
            + "'Newsletters':[{'Slug':'critical-minerals-wire','Name':'Critical Minerals Wire','Sources':[{'Url':'SITE/news.xml'}]}]}}")));
        Assert.That(result.Out, Does.Contain("digest send critical-minerals-wire --to YOU").And.Contain("digest serve").And.Contain("/outbox"));
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(SettingsFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

        var list = await RunAsync(null, "subscribers", "list", "critical-minerals-wire", "--json");
        Assert.That((list.ExitCode, list.Out), Is.EqualTo((0, "[]")));
    }

    [Test]
    public async Task Options_stand_in_the_file_and_the_password_comes_from_the_environment()
    {
        var result = await InitAsync(
            Environment(("Digest__Mail__Relays__0__Password", "s3cret"), ("Digest__Collecting__AllowedPrivateHosts__0", Allowed)),
            "--name", "The Oxide", "--from-name", "Oxide Desk", "--from-address", "news@example.org", "--send-at", "6:30", "--time-zone", "Europe/Berlin",
            "--base-url", "https://news.example.org/", "--relay-host", "smtp.example.org", "--relay-port", "465", "--relay-user", "oxide");
        Assert.That(result.ExitCode, Is.Zero, result.Err);
        Assert.That(Compact(), Is.EqualTo(Filled(
            "{'Digest':{'BaseUrl':'https://news.example.org',"
            + "'Mail':{'Transport':'Smtp','Relays':[{'Host':'smtp.example.org','Port':465,'Security':'Tls','User':'oxide','Password':'s3cret'}]},"
            + "'Collecting':{'AllowedPrivateHosts':['ALLOWED']},'Newsletters':[{'Slug':'the-oxide','Name':'The Oxide','FromName':'Oxide Desk',"
            + "'FromAddress':'news@example.org','TimeZone':'Europe/Berlin','SendAt':'06:30','Sources':[{'Url':'SITE/news.xml'}]}]}}")));
        Assert.That(result.Out + result.Err, Does.Not.Contain("s3cret"));
    }

    [Test]
    public async Task A_file_that_is_there_is_only_replaced_by_force()
    {
        folder.Write("appsettings.json", "{ broken");
        var refused = await InitAsync("--allow-private", Allowed);
        Assert.That((refused.ExitCode, refused.Out), Is.EqualTo((1, "")));
        Assert.That(refused.Err, Does.Match("^.+appsettings.json exists already. .+ --force.$"));
        Assert.That(site.Requests, Is.Empty);
        Assert.That((await InitAsync("--allow-private", Allowed, "--force")).ExitCode, Is.Zero);
        Assert.That(Compact(), Does.Contain("critical-minerals-wire"));
    }

    [TestCase("--relay-host smtp.example.org", 2, "^--from-address is missing.+$")]
    [TestCase("--relay-host smtp.example.org --from-address a@x.org --relay-user me", 2, "^The password of --relay-user is missing: set the environment variable Digest__Mail__Relays__0__Password.+$")]
    [TestCase("--relay-user me", 2, "^--relay-host is missing.+$")]
    [TestCase("--time-zone Berlin", 1, "^--time-zone is 'Berlin', but should be an IANA zone, e.g. Europe/Berlin.$")]
    [TestCase("--send-at 25", 1, "^--send-at is '25', but should be a time of day, e.g. 07:00.$")]
    [TestCase("--from-address nobody", 1, "^--from-address is 'nobody', but should be a mail address.+$")]
    public async Task Without_a_terminal_what_is_missing_or_wrong_is_one_line_before_anything_is_asked(string options, int code, string line)
    {
        var result = await InitAsync(["--allow-private", Allowed, .. options.Split(' ')]);
        Assert.That((result.ExitCode, result.Out), Is.EqualTo((code, "")));
        Assert.That(result.Err, Does.Match(line));
        Assert.That(File.Exists(SettingsFile), Is.False);
        Assert.That(site.Requests, Is.Empty);
    }

    [Test]
    public async Task T39_A_private_site_is_refused_and_how_to_allow_it_is_said()
    {
        var result = await InitAsync();
        Assert.That((result.ExitCode, result.Out), Is.EqualTo((1, "")));
        Assert.That(result.Err, Does.Match($"^.+If it is yours, allow it: --allow-private {Allowed}$"));
        Assert.That(site.Requests, Is.Empty);
    }

    [Test]
    public async Task A_page_that_names_no_feed_is_searched_in_the_usual_places_and_then_given_up()
    {
        site.Set("/", FeedPage.Html("<html><body>No feed named</body></html>"));
        var none = await InitAsync("--allow-private", Allowed);
        Assert.That((none.ExitCode, none.Out), Is.EqualTo((1, "")));
        Assert.That(none.Err.Split('\n')[^1], Does.EndWith("Name one: --feed URL"));

        site.Set("/rss.xml", RssFeed.Made(site.Origin, 2, DateTimeOffset.UtcNow));
        Assert.That((await InitAsync("--allow-private", Allowed)).ExitCode, Is.Zero);
        Assert.That(Compact(), Does.Contain($"{site.Origin}/rss.xml"));
    }

    [Test]
    public async Task The_same_news_in_two_formats_and_comments_are_taken_once()
    {
        site.Set("/", FeedPage.Html("""
            <link rel="alternate" type="application/rss+xml" href="/news.xml"><link rel="alternate" type="application/rss+xml" href="/copy.xml">
            <link rel="alternate" type="application/rss+xml" href="/comments/feed"><link rel="alternate" type="application/rss+xml" href="/other.xml">
            """));
        site.Set("/copy.xml", RssFeed.Made(site.Origin, 3, DateTimeOffset.UtcNow));
        site.Set("/comments/feed", RssFeed.Made(site.Origin, 3, DateTimeOffset.UtcNow, first: 50));
        site.Set("/other.xml", RssFeed.Made(site.Origin, 3, DateTimeOffset.UtcNow, first: 10));
        await InitAsync("--allow-private", Allowed);
        Assert.That(Compact(), Does.EndWith(Filled("'Sources':[{'Url':'SITE/news.xml'},{'Url':'SITE/other.xml'}]}]}}")));
    }

    [TestCase("Café & Minerals — The Wire!", "cafe-minerals-the-wire")]
    [TestCase("Müller's Daily", "mullers-daily")]
    [TestCase("日本経済", "news-example-org")]
    [TestCase("A very long name that goes on and on and on", "a-very-long-name-that-goes-on-and-on-and")]
    public void A_slug_is_made_of_the_name_else_of_the_host(string name, string slug) =>
        Assert.That(Slugs.Of(name, new Uri("https://www.news.example.org/")), Is.EqualTo(slug));

    private Task<ProcessResult> InitAsync(params string[] options) => InitAsync(Environment(), options);

    private Task<ProcessResult> InitAsync(Dictionary<string, string?> environment, params string[] options) =>
        RunAsync(environment, ["init", site.Url("/"), .. options]);

    private Task<ProcessResult> RunAsync(Dictionary<string, string?>? environment, params string[] arguments) => DigestProcess.RunAsync(
        new ProcessPlan { Arguments = arguments, WorkingFolder = folder.Path, Environment = environment ?? Environment() });

    // The machine's zone would stand in the file.
    private static Dictionary<string, string?> Environment(params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string?> { ["TZ"] = "UTC" };
        foreach (var (name, value) in more) variables[name] = value;
        return variables;
    }

    private string Filled(string settings) => settings.Replace("ALLOWED", Allowed).Replace("SITE", site.Origin);

    // Written with single quotes, so that tests can be read.
    private string Compact()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SettingsFile));
        return JsonSerializer.Serialize(document.RootElement).Replace('"', '\'');
    }
}
