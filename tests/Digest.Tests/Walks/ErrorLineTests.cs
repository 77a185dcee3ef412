using System.Net;
using System.Net.Sockets;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>What an operator can get wrong gets one clear line that says what to do, and exit code 1.</summary>
public sealed class ErrorLineTests
{
    [TestCase("Digest__BaseUr", "http://x.example", "BaseUr", "BaseUrl")]
    [TestCase("Digest__Mail__Transport", "Pigeon", "Digest:Mail:Transport", "Outbox, Smtp")]
    [TestCase("Digest__Newsletters__0__SendAt", "25:00", "SendAt", "07:00")]
    [TestCase("Digest__Newsletters__0__TimeZone", "Mars/Olympus", "TimeZone", "Europe/Berlin")]
    [TestCase("Digest__Collecting__Timeout", "soon", "Digest:Collecting:Timeout", "30 s")]
    [TestCase("Digest__Mail__Dkim__0__Domain", "x.example", "Digest:Mail:Dkim:0:Selector", "digest1")]
    [TestCase("Digest__Database__Provider", "PostgreSql", "Digest:Database:ConnectionString", "Host=")]
    public async Task A_wrong_key_or_value_is_named_with_what_it_should_be(string key, string value, string names, string says)
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        room.Settings[key] = value;
        AssertOneLine(await room.RunAsync("serve"), names, says);
        AssertOneLine(await room.RunAsync("send", Newsroom.Slug), names, says);
    }

    [Test]
    public async Task A_data_directory_that_cant_be_used_is_named()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        using var folder = new TempFolder();
        room.Settings["Digest__DataDirectory"] = Path.Combine(folder.Write("file", "no folder"), "data");
        AssertOneLine(await room.RunAsync("serve"), "DataDirectory", "may write");
    }

    [Test]
    public async Task A_broken_template_is_named_with_file_and_line_and_nothing_is_lost()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        using var folder = new TempFolder();
        CopyTemplates(folder.Path);
        room.Settings["Digest__TemplatesDirectory"] = folder.Path;
        var file = folder.File("mail/standard.html");
        var sound = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, sound + "\n{{ storyy }}\n");
        AssertOneLine(await room.RunAsync("send", Newsroom.Slug), "mail/standard.html(", "storyy");
        AssertOneLine(await room.RunAsync("preview", Newsroom.Slug, "--out", folder.File("out")), "mail/standard.html(", "storyy");
        await File.WriteAllTextAsync(file, sound);
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.StartWith($"Edition {Newsroom.Slug}"), "the articles waited");
    }

    [Test]
    public async Task A_taken_port_is_named()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        using var taken = new TcpListener(IPAddress.Loopback, new Uri(room.Address).Port);
        taken.Start();
        AssertOneLine(await room.RunAsync("serve"), room.Address, "--urls");
    }

    [Test]
    public async Task Without_a_newsletter_the_page_says_what_to_do_and_send_does_too()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        foreach (var key in room.Settings.Keys.Where(k => k.StartsWith("Digest__Newsletters", StringComparison.Ordinal)).ToList()) room.Settings.Remove(key);
        AssertOneLine(await room.RunAsync("send", Newsroom.Slug), "no newsletter", "digest init");
        await using var server = await room.ServeAsync();
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(room.Address), Does.Contain("digest init"));
    }

    [Test]
    public async Task Wrong_usage_ends_with_2()
    {
        var result = await DigestProcess.RunAsync("send");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Err.Trim().Split('\n'), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_second_worker_is_refused_with_a_line()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        await using var server = await room.ServeAsync();
        AssertOneLine(await room.RunAsync("serve", "--role", "worker"), "worker.lock", "--role web");
    }

    private static void AssertOneLine(ProcessResult result, string names, string says)
    {
        // A new database is announced by its path; that is no complaint.
        var lines = result.Err.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("Making a new database", StringComparison.Ordinal)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(lines, Has.Count.EqualTo(1), result.Err);
            Assert.That(result.Err, Does.Contain(names).And.Contain(says));
        });
    }

    private static void CopyTemplates(string to)
    {
        var from = Path.Combine(Checkout.Root, "templates");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
