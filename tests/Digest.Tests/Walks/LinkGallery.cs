using System.Text.RegularExpressions;
using Digest.World;
using MimeKit;

namespace Digest.Tests.Walks;

/// <summary>
/// An installation whose outbox has a mail of every kind: editions, letters that ask to confirm, to move, that tell of a move.
/// The tests of this project walk its links by HTTP, those with a browser by Chromium.
/// </summary>
internal sealed partial class LinkGallery(Newsroom room) : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private DigestProcess? web;

    public Newsroom Room => room;

    /// <summary>Makes the mails with a whole server, and leaves only its pages running: what changes then, a link changed.</summary>
    public static async Task<LinkGallery> OpenAsync()
    {
        var gallery = new LinkGallery(await Newsroom.OpenAsync(smtp: false));
        await using (await gallery.Room.ServeAsync())
        {
            await gallery.Room.DoAsync("send", Newsroom.Slug);
            await gallery.SignUpAsync("ann@readers.example", confirms: true);
            await gallery.MoveAsync("ann@readers.example", "ann@new.example", confirms: true);
            await gallery.SignUpAsync("bob@readers.example", confirms: false);
            await gallery.SignUpAsync("dora@readers.example", confirms: true);
            await gallery.MoveAsync("dora@readers.example", "dora@new.example", confirms: false);
            await gallery.Room.DoAsync("subscribers", "add", Newsroom.Slug, "carl@readers.example");
            await gallery.MailAsync("carl@readers.example", "/confirm/");
        }
        await gallery.StartPagesAsync();
        return gallery;
    }

    /// <summary>Every address of our own site that stands in a mail, those in headers included.</summary>
    public IReadOnlyList<string> Links() => [.. Directory.EnumerateFiles(room.Outbox, "*.eml").SelectMany(file =>
    {
        var mail = MimeMessage.Load(file);
        return Link().Matches($"{mail.Headers["List-Unsubscribe"]} {mail.TextBody} {System.Net.WebUtility.HtmlDecode(mail.HtmlBody ?? "")}").Select(m => m.Value);
    }).Where(link => link.StartsWith(room.Address, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The link of one kind in the newest mail to an address.</summary>
    public async Task<string> MailAsync(string to, string kind)
    {
        string? link = null;
        await Await.Until(() => Task.FromResult((link = FindLink(to, kind)) is not null), Long, $"a mail to {to} with a link {kind}");
        return link!;
    }

    public async Task PostAsync(string link, params (string Name, string Value)[] fields) =>
        (await http.PostAsync(link, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))))).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (web is not null) await web.DisposeAsync();
        await room.DisposeAsync();
    }

    private async Task SignUpAsync(string email, bool confirms)
    {
        await PostAsync($"{room.Address}/subscribe", ("email", email));
        var link = await MailAsync(email, "/confirm/");
        if (confirms) await PostAsync(link);
    }

    private async Task MoveAsync(string from, string to, bool confirms)
    {
        await PostAsync(await MailAsync(from, "/preferences/"), ("action", "move"), ("email", to));
        var link = await MailAsync(to, "/address/");
        if (!confirms) return;
        await PostAsync(link);
        await MailAsync(from, "/?newsletter=");
    }

    private string? FindLink(string to, string kind) => Directory.Exists(room.Outbox)
        ? Directory.EnumerateFiles(room.Outbox, "*.eml").Select(file => MimeMessage.Load(file))
            .Where(mail => mail.To.Mailboxes.Single().Address == to)
            .Select(mail => Link().Matches(mail.TextBody ?? "").Select(m => m.Value).FirstOrDefault(l => l.Contains(kind, StringComparison.Ordinal))).FirstOrDefault(l => l is not null)
        : null;

    private async Task StartPagesAsync()
    {
        web = DigestProcess.Start(room.Plan("serve", "--role", "web"));
        await Await.Until(async () => web.HasExited || (await http.GetAsync($"{room.Address}/health/ready")).IsSuccessStatusCode, Long, "the pages");
        if (web.HasExited) throw new InvalidOperationException($"The pages ended: {web.Err}");
    }

    [GeneratedRegex("""https?://[^\s<>"']+""")]
    private static partial Regex Link();
}
