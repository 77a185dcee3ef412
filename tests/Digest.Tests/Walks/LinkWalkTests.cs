namespace Digest.Tests.Walks;

/// <summary>Scanners open every link of every mail, again and again, before its reader does.</summary>
[TestFixture]
internal sealed class LinkWalkTests
{
    [Test]
    public async Task T14_No_link_of_any_mail_changes_a_row_or_is_used_up_by_being_opened()
    {
        await using var gallery = await LinkGallery.OpenAsync();
        using var scanner = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = true });
        var links = gallery.Links();
        Assert.That(Kinds(links), Is.SupersetOf((string[])["confirm", "never", "unsubscribe", "preferences", "address", "archive"]), "a link of every kind");
        var before = await DatabaseDump.ReadAsync(gallery.Room.DataFolder);
        foreach (var link in links)
            foreach (var method in Enumerable.Repeat<HttpMethod[]>([HttpMethod.Get, HttpMethod.Head], 5).SelectMany(m => m))
            {
                using var answer = await scanner.SendAsync(new HttpRequestMessage(method, link));
                Assert.That((int)answer.StatusCode, Is.EqualTo(200).Or.EqualTo(410).Or.EqualTo(404), link);
            }

        Assert.That(await DatabaseDump.ReadAsync(gallery.Room.DataFolder), Is.EqualTo(before));
        await gallery.PostAsync(await gallery.MailAsync("bob@readers.example", "/confirm/"));
        await gallery.PostAsync(await gallery.MailAsync("dora@new.example", "/address/"));
        await gallery.PostAsync(await gallery.MailAsync("ann@readers.example", "/unsubscribe/"));
        var standing = await gallery.Room.DoAsync("subscribers", "list", "oxide");
        Assert.That(standing.Out, Does.Match("active +bob@readers").And.Match("active +dora@new").And.Match("unsubscribed +ann@new"), "each still does what it says");
    }

    private static IEnumerable<string> Kinds(IEnumerable<string> links) => links.Select(l => new Uri(l).AbsolutePath.Split('/')[1]).Distinct();
}
