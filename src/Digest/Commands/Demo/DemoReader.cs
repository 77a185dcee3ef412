using System.Diagnostics;
using Digest.Storage;
using MimeKit;

namespace Digest.Commands.Demo;

/// <summary>Plays the person at the other end: fills the form, reads mails, presses buttons. This is a browser, not an outgoing fetch of Digest's.</summary>
internal sealed class DemoReader(DemoStage stage) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient browser = new() { BaseAddress = stage.Address };

    /// <exception cref="HttpRequestException">The form was refused.</exception>
    public async Task SignUpAsync(string address, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent([new("email", address), new("newsletter", DemoStage.Newsletter)]);
        using var answer = await browser.PostAsync("subscribe", form, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Presses the one button of the page behind a link, after looking at the page.</summary>
    public async Task PressAsync(string link, CancellationToken ct)
    {
        using var page = await browser.GetAsync(link, ct);
        page.EnsureSuccessStatusCode();
        using var answer = await browser.PostAsync(link, null, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits for a mail to an address that has a link of this kind.</summary>
    /// <exception cref="Fault">None came.</exception>
    public async Task<MimeMessage> MailAsync(string address, string kind, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            if (Mails(address).Find(m => Find(m, kind) is not null) is { } mail) return mail;
            await Task.Delay(100, ct);
        }
        throw new Fault($"The demo stopped: no mail with a link to {kind} came within {Patience.TotalSeconds:0} s.");
    }

    public int Count(string address) => Mails(address).Count;

    /// <summary>The link of a kind in the mail's text part.</summary>
    public static string Link(MimeMessage mail, string kind) => Find(mail, kind) ?? throw new Fault($"The demo stopped: a mail has no link to {kind}.");

    public void Dispose() => browser.Dispose();

    private static string? Find(MimeMessage mail, string kind) =>
        mail.TextBody?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(word => word.StartsWith("http", StringComparison.Ordinal) && word.Contains($"/{kind}", StringComparison.Ordinal));

    private List<MimeMessage> Mails(string address) => !Directory.Exists(stage.Outbox) ? []
        : [.. Directory.EnumerateFiles(stage.Outbox, "*.eml").Select(file => MimeMessage.Load(file)).Where(m => m.To.Mailboxes.Any(to => to.Address == address))];
}
