using System.Text;
using System.Text.Json;
using Digest.Tests.Bouncing.Understanding;
using Digest.World;
using Made = Digest.Tests.Bouncing.Understanding.Mails;

namespace Digest.Tests.Walks;

/// <summary>An edition of which some comes back: by Postfix's own reports, out of a Maildir, into the rows.</summary>
internal sealed class PostfixBounceWalkTests
{
    private const int Readers = 120;
    private static readonly string[] Gone = ["r7@readers.example", "r30@readers.example", "r99@readers.example"];
    private static readonly string[] Full = ["r50@readers.example", "r51@readers.example"];
    private const string Victim = "r8@readers.example";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task T52_Exactly_those_whom_Postfix_reports_are_suppressed_and_nothing_else_that_comes_back_changes_anything()
    {
        await using var elsewhere = SmtpSink.Start();
        elsewhere.Answer = e => e.Stage != SmtpStage.RcptTo ? null
            : Gone.Contains(e.Recipient) ? SmtpAnswer.Permanent("5.1.1", "there is nobody of that name") : SmtpAnswer.Permanent("5.2.2", "mailbox full", 552);
        using var relay = await PostfixServer.StartAsync(elsewhere: [.. Gone, .. Full], next: elsewhere.Port);
        await using var room = await Newsroom.OpenAsync(smtp: false);
        relay.RelayFor(room.Settings);
        room.Settings["Digest__Mail__Bounces__Domain"] = PostfixServer.ReturnDomain;
        room.Settings["Digest__Mail__Bounces__Directory"] = relay.Returned;
        await room.ImportAsync(Readers);
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain($"{Readers} sent"));
        await Await.Until(() => Waiting(relay).Count == Gone.Length + Full.Length, Long, "Postfix's reports");
        var reports = Waiting(relay).Select(Encoding.Latin1.GetString).ToList();
        var edition = Directory.GetFiles(Path.Combine(relay.Returned, "../all/new"))[0];

        // What somebody could make of a genuine report, and what also comes to such addresses.
        var report = reports.Single(r => r.Contains(Gone[0], StringComparison.Ordinal));
        var key = System.Text.RegularExpressions.Regex.Match(report, @"b\+[a-z0-9]+@").Value;
        Drop(relay, "forged-other-reader", report.Replace(Gone[0], Victim, StringComparison.Ordinal));
        Drop(relay, "forged-key", report.Replace(key, $"b+{new string('a', key.Length - 3)}@", StringComparison.Ordinal).Replace("Message-ID: <", "X-Was: <", StringComparison.OrdinalIgnoreCase).Replace(Gone[0], Victim, StringComparison.Ordinal));
        Drop(relay, "own-edition", File.ReadAllText(edition, Encoding.Latin1));
        Drop(relay, "twice", report);
        var came = $"Return-Path: <>\nDelivered-To: {key}{PostfixServer.ReturnDomain}";
        var failed = $"Final-Recipient: rfc822; {Victim}\nAction: failed\nStatus: 5.1.1";
        Drop(relay, "about-report", $"Delivered-To: {key}{PostfixServer.ReturnDomain}\n{Made.Report(failed, Made.Report(failed).Replace("edge", "inner", StringComparison.Ordinal))}");
        foreach (var (i, reply) in AutoReplyTests.Replies.Index()) Drop(relay, $"auto-{i}", Made.Text(Victim, reply.Subject, reply.Body, came));
        await using var server = await room.ServeAsync();
        await Await.Until(() => Waiting(relay).Count == 0, Long, "the mailbox to be tidy");

        await Await.Until(async () => (await SuppressedAsync(room)).Count == Gone.Length, Long, "three to be suppressed");
        Assert.That(await SuppressedAsync(room), Is.EquivalentTo(Gone));
        var bounces = JsonDocument.Parse((await room.DoAsync("edition", "report", Newsroom.Slug, "--json")).Out).RootElement.GetProperty("bounces");
        Assert.That(bounces.GetProperty("address").GetProperty("mails").GetInt32(), Is.EqualTo(Gone.Length));
        Assert.That(bounces.GetProperty("mailbox").GetProperty("domains").GetProperty("readers.example").GetInt32(), Is.EqualTo(Full.Length));
        Assert.That((await room.DoAsync("trace", Gone[0])).Out, Does.Contain("came back: the address does not exist (5.1.1 ").And.Contain("there is nobody of that name"));
        Assert.That((await room.DoAsync("trace", Full[0])).Out, Does.Contain("came back: the mailbox takes no mail"));
        var unproven = JsonDocument.Parse((await room.DoAsync("bounce", "list", "--outcome", "unproven", "--json")).Out).RootElement;
        Assert.That(unproven.GetArrayLength(), Is.EqualTo(1), "the forged key is listed");
        Assert.That((await room.DoAsync("bounce", "list")).Out.Split('\n').Count(l => l.Contains("auto_reply", StringComparison.Ordinal)), Is.EqualTo(50));
        Assert.That((await room.DoAsync("trace", Victim)).Out, Does.Not.Contain("came back"));
        Assert.That(JsonDocument.Parse((await room.DoAsync("subscribers", "list", Newsroom.Slug, "--json")).Out).RootElement.EnumerateArray().Count(r => r.GetProperty("status").GetString() == "active"), Is.EqualTo(Readers - Gone.Length));
        Assert.That(Directory.GetDirectories(relay.Returned, "*set-aside*").SelectMany(d => Directory.GetFiles(d, "*", SearchOption.AllDirectories)), Is.Empty, "all of it was understood");
    }

    private static List<byte[]> Waiting(PostfixServer relay) => [.. Directory.GetFiles(Path.Combine(relay.Returned, "new")).Select(File.ReadAllBytes)];

    private static void Drop(PostfixServer relay, string name, string mail) => File.WriteAllText(Path.Combine(relay.Returned, "new", name), mail, mail.All(c => c < 256) ? Encoding.Latin1 : Encoding.UTF8);

    private static async Task<IReadOnlyList<string?>> SuppressedAsync(Newsroom room) =>
        [.. JsonDocument.Parse((await room.DoAsync("suppressions", "list", "--json")).Out).RootElement.EnumerateArray().Select(s => s.GetProperty("email").GetString())];
}
