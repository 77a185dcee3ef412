using System.Text;
using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>Pages written in a test, read as the collector reads them.</summary>
internal static class Reading
{
    public static readonly Uri Address = new("https://oxide.example/news/acid-shortage");

    /// <summary>Three paragraphs that SmartReader takes for an article.</summary>
    public const string Body = """
        <p>Two separation plants on the east coast have cut their throughput to about two thirds because their acid deliveries arrive late, according to three buyers. Both plants turn mixed concentrate into single oxides, a step that takes several tonnes of acid.</p>
        <p>The shortage began with a chlorine line that stopped for repairs six weeks ago and has not returned to its old rhythm. Since then spot acid costs about a third more, and tank lorries are booked ten days ahead of the day they are needed.</p>
        <p>Contract customers are still served in full. The spot market is not: offers for praseodymium-neodymium oxide have become shorter, are valid for a day instead of three, and name no delivery date within the next six weeks.</p>
        """;

    public static PageReading Page(string html, string? contentType = "text/html; charset=utf-8") => PageReader.Read(Encoding.UTF8.GetBytes(html), contentType, Address);

    public static PageArticle Article(string html) => Page(html) is PageReading.Read read ? read.Article : throw new AssertionException(((PageReading.Refused)Page(html)).Reason);

    /// <summary>An article with something in its head and around its body.</summary>
    public static PageArticle Article(string head, string before, string after = "") =>
        Article($"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body><main><article><h1>Acid shortage slows two plants</h1>{before}{Body}{after}</article></main></body></html>");
}
