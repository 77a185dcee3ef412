using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary><c>digest bounce show</c>, as people and scripts run it.</summary>
[TestFixture]
internal sealed class BounceCommandTests
{
    private static readonly string[] Contract = ["recipient", "kind", "status", "reason", "message_id"];
    private static readonly string Report = Mails.Report("Final-Recipient: rfc822; reader@inbox.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user");

    [Test]
    public async Task A_report_is_shown_as_the_contract_says()
    {
        using var shown = await JsonAsync(Report);
        var row = shown.RootElement.EnumerateArray().Single();

        Assert.That(row.EnumerateObject().Select(p => p.Name), Is.EqualTo(Contract));
        Assert.That(Contract.Select(n => row.GetProperty(n).GetString()), Is.EqualTo(new[] { "reader@inbox.example", "hard", "5.1.1", "userunknown", "ed.1@news.example" }));
    }

    [Test]
    public async Task An_automatic_reply_is_one_row_and_an_ordinary_mail_none()
    {
        using var reply = await JsonAsync(Mails.Text("Ann <ann@work.example>", "Automatic reply: News", "Away.", "Auto-Submitted: auto-replied"));
        using var letter = await JsonAsync(Mails.Text("Ann <ann@work.example>", "Hello", "Hello.", "Return-Path: <ann@work.example>"));

        var row = reply.RootElement.EnumerateArray().Single();
        Assert.That((row.GetProperty("recipient").GetString(), row.GetProperty("kind").GetString(), row.GetProperty("status").GetString()), Is.EqualTo(("ann@work.example", "auto_reply", (string?)null)));
        Assert.That(letter.RootElement.GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Without_json_it_is_for_people()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("a.eml"), Report);
        var result = await DigestProcess.RunAsync("bounce", "show", folder.File("a.eml"));

        Assert.That(result.ExitCode, Is.Zero, result.Err);
        Assert.That(result.Out, Is.EqualTo("A report.\nreader@inbox.example  hard  5.1.1  userunknown\n  550 no such user\nOf the mail ed.1@news.example"));
    }

    [Test]
    public async Task T52_What_a_report_writes_moves_no_cursor_and_paints_nothing()
    {
        const string Paint = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e";
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("a.eml"), Mails.Report($"Final-Recipient: rfc822; \"a{Paint}\"@inbox.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user {Paint}"));
        var result = await DigestProcess.RunAsync("bounce", "show", folder.File("a.eml"));

        Assert.That(result.ExitCode, Is.Zero, result.Err);
        Assert.That(result.Out, Does.Contain("550 no such user"));
        Assert.That(result.Out.Where(c => char.IsControl(c) && c != '\n'), Is.Empty, "no control characters");
        Assert.That(result.Out, Does.Not.Contain('\u202e'), "nor such that turn a line round");
    }

    [TestCase(1, "can't be read", "bounce", "show", "nothing.eml")]
    [TestCase(1, "is a folder", "bounce", "show", ".")]
    [TestCase(1, "large.eml is not read: it is larger than 10 MiB.", "bounce", "show", "large.eml", "--json")]
    [TestCase(2, "Required argument 'FILE' missing", "bounce", "show")]
    public async Task What_fails_is_one_line_and_its_exit_code(int code, string words, params string[] arguments)
    {
        using var folder = new TempFolder();
        await using (var large = File.Create(folder.File("large.eml"))) large.SetLength(20 * 1024 * 1024);
        var result = await DigestProcess.RunAsync(new ProcessPlan { Arguments = arguments, WorkingFolder = folder.Path });

        Assert.That(result.ExitCode, Is.EqualTo(code), result.Err);
        Assert.That(result.Err, Does.Contain(words).And.Not.Contain("\n"));
        Assert.That(result.Out, Is.Empty);
    }

    private static async Task<JsonDocument> JsonAsync(string mail)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("a.eml"), mail);
        var result = await DigestProcess.RunAsync("bounce", "show", folder.File("a.eml"), "--json");
        Assert.That((result.ExitCode, result.Err), Is.EqualTo((0, "")));
        return JsonDocument.Parse(result.Out);
    }
}
