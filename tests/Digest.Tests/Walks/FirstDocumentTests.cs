using System.Text;
using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>What a fresh process does first: nothing may be ready only because something ran before.</summary>
internal sealed class FirstDocumentTests
{
    [OneTimeSetUp]
    public void Know_all_charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [TestCase("windows-1251", "Привет мир")]
    [TestCase("gb18030", "投资资讯网")]
    [TestCase("shift_jis", "日本の新聞")]
    [TestCase("euc-kr", "광물 시장")]
    public async Task The_first_document_of_a_process_may_have_any_charset(string charset, string title)
    {
        using var folder = new TempFolder();
        var feed = $"<?xml version=\"1.0\" encoding=\"{charset}\"?><rss version=\"2.0\"><channel><title>{title}</title><item><title>{title}</title><link>https://a.example/1</link></item></channel></rss>";
        await File.WriteAllBytesAsync(folder.File("feed.xml"), Encoding.GetEncoding(charset).GetBytes(feed));
        var result = await DigestProcess.RunAsync("feed", "show", folder.File("feed.xml"), "--json");
        using var document = JsonDocument.Parse(result.Out);
        Assert.That(document.RootElement.GetProperty("title").GetString(), Is.EqualTo(title));
    }
}
