using Digest.Collecting;
using Digest.Delivering;
using Digest.Storage;

namespace Digest.Commands.Demo;

/// <summary>From a feed to an inbox and out again: each step is done as the world does it, printed, and checked.</summary>
internal sealed class DemoWalk(DemoStage stage)
{
    private const string Address = "reader@sample.example";
    private int step;

    /// <exception cref="Fault">A step did not hold.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        using var reader = new DemoReader(stage);
        Tell("A trade-news site is up, with a feed and a form", stage.Site.Address.ToString());
        await stage.AskAsync("collect", new CollectAsked(null), ct);
        Tell("Digest is up and has read its feed", stage.Site.Feed.ToString());
        await reader.SignUpAsync(Address, ct);
        Tell("A reader signs up", stage.Address.ToString());
        var letter = await reader.MailAsync(Address, "confirm/", ct);
        Tell($"and gets a letter: \"{letter.Subject}\"", $"{stage.Address}outbox");
        var confirm = DemoReader.Link(letter, "confirm/");
        await reader.PressAsync(confirm, ct);
        Tell("They press the button in it", confirm);
        var done = await stage.AskAsync("send", new SendAsked(DemoStage.Newsletter, null), ct);
        var mail = await reader.MailAsync(Address, "unsubscribe/", ct);
        Tell($"An edition is cut and mailed: \"{mail.Subject}\"", $"{stage.Address}archive");
        var leave = DemoReader.Link(mail, "unsubscribe/");
        await reader.PressAsync(leave, ct);
        Tell("The reader leaves by the link in it", leave);
        var again = await stage.AskAsync("send", new SendAsked(DemoStage.Newsletter, null), ct);
        Hold(done.Contains("1 sent", StringComparison.Ordinal), done);
        Hold(again.StartsWith("Nothing new", StringComparison.Ordinal), again);
        Hold(reader.Count(Address) == 2, "the reader should have two mails: the letter and the edition");
        Tell("Sent once more: nothing is new, and nobody gets anything twice", $"{stage.Address}outbox");
    }

    private void Tell(string what, string url)
    {
        step++;
        Screen.Data($"{step}. {what}\n   {url}");
    }

    private static void Hold(bool held, string why)
    {
        if (!held) throw new Fault($"The demo stopped: {why}");
    }
}
