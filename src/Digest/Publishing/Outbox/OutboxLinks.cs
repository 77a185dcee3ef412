using AngleSharp.Html.Parser;
using MimeKit;

namespace Digest.Publishing.Outbox;

/// <summary>The links of a mail, for a person to follow: its HTML is shown where nothing can be clicked.</summary>
internal static class OutboxLinks
{
    private const int Most = 200;

    public static IReadOnlyList<string> Of(MimeMessage mail)
    {
        var links = new List<string>();
        if (mail.HtmlBody is { } html)
        {
            using var document = new HtmlParser().ParseDocument(html);
            links.AddRange(document.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href") ?? ""));
        }
        links.AddRange((mail.TextBody ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        links.AddRange((mail.Headers[HeaderId.ListUnsubscribe] ?? "").Split([',', '<', '>', ' '], StringSplitOptions.RemoveEmptyEntries));
        return [.. links.Where(IsWeb).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static bool IsWeb(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
