using System.Globalization;
using System.Text.Json;
using Digest.World;
using MimeKit;

namespace Digest.Tests.Walks;

/// <summary>An editor's five minutes: commands in processes of their own, beside the server that has cut the draft.</summary>
public sealed class ReviewWalkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(100);

    [Test]
    public async Task A_draft_is_changed_by_commands_and_goes_out_as_the_editor_left_it()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        room.Settings["Digest__Newsletters__0__QuietDates"] = "";
        room.Settings["Digest__Newsletters__0__ReviewMinutes"] = "600";
        room.Settings["Digest__Newsletters__0__SendAt"] = DateTime.UtcNow.AddHours(2).ToString("HH:mm", CultureInfo.InvariantCulture);
        room.Settings["Digest__Collecting__StableMinutes"] = "0";
        room.Site.Set("/extra", FeedPage.Of("""
            <!doctype html><html lang="en"><head><title>An extra of our own</title></head><body><article><h1>An extra of our own</h1>
            <p>The editor saw this on another site, and found it worth a place in the edition of the day, for it says much of what is to come.</p>
            <p>Nobody else had it, so it was added by its address, and its page was read for what it says about itself.</p></article></body></html>
            """, "text/html; charset=utf-8"));
        await room.DoAsync("newsletter", "list");
        await room.ImportAsync(2);
        await using var server = await room.ServeAsync();
        await Await.Until(async () => (await StateAsync(room)).State == "draft", Long, "the draft");
        var (_, before) = await StateAsync(room);

        await room.DoAsync("edition", "move", Newsroom.Slug, "3", "1");
        await room.DoAsync("edition", "drop", Newsroom.Slug, "2", "--version", "2");
        var stale = await room.RunAsync("edition", "retitle", Newsroom.Slug, "1", "Too late", "--version", "2");
        await room.DoAsync("edition", "retitle", Newsroom.Slug, "1", "A headline of ours");
        await room.DoAsync("edition", "intro", Newsroom.Slug, "Good morning from the desk.");
        var added = await room.DoAsync("edition", "add", Newsroom.Slug, room.Site.Url("/extra"));
        var gone = await room.RunAsync("edition", "add", Newsroom.Slug, room.Site.Url("/nowhere"));
        var usage = await room.RunAsync("edition", "move", Newsroom.Slug, "3");
        var (_, after) = await StateAsync(room);
        var explained = await room.DoAsync("edition", "explain", Newsroom.Slug, "--json");
        await room.DoAsync("edition", "release", Newsroom.Slug);
        var mail = await MimeMessage.LoadAsync(new MemoryStream((await room.Relay.WaitForMailsAsync(2, Long))[0].Raw!.Value.ToArray()));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Has.Count.EqualTo(3));
            Assert.That(after, Is.EqualTo(["A headline of ours", before[1], "An extra of our own"]));
            Assert.That((stale.ExitCode, stale.Err), Is.EqualTo((1, stale.Err)).And.Matches<(int, string Err)>(r => r.Err.Contains("is at version 3, and this edit was made for version 2", StringComparison.Ordinal)));
            Assert.That(added.Err, Does.Contain("'An extra of our own' stands in edition"));
            Assert.That((gone.ExitCode, gone.Err.Contains("can't be added", StringComparison.Ordinal)), Is.EqualTo((1, true)), gone.Err);
            Assert.That(usage.ExitCode, Is.EqualTo(2), usage.Err);
            Assert.That(JsonDocument.Parse(explained.Out).RootElement.EnumerateArray().Select(e => e.GetProperty("state").GetString()), Has.Exactly(3).EqualTo("in").And.One.EqualTo("let_go"));
            Assert.That(mail.Subject, Does.StartWith("A headline of ours"));
            Assert.That(mail.TextBody, Does.Contain("Good morning from the desk.").And.Contain("An extra of our own").And.Not.Contain(before[0]));
        }
    }

    private static async Task<(string State, IReadOnlyList<string> Titles)> StateAsync(Newsroom room)
    {
        var shown = await room.RunAsync("edition", "show", Newsroom.Slug, "--json");
        if (shown.ExitCode != 0) return ("none", []);
        using var document = JsonDocument.Parse(shown.Out);
        return (document.RootElement.GetProperty("state").GetString()!, [.. document.RootElement.GetProperty("stories").EnumerateArray().Select(s => s.GetProperty("title").GetString()!)]);
    }
}
