using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Digest.Tests;

/// <summary>Answers as tests look at them.</summary>
internal static partial class WebPage
{
    public static async Task<IHtmlDocument> PageAsync(this HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

    /// <summary>The words of the page's content.</summary>
    public static async Task<string> WordsAsync(this HttpResponseMessage answer) =>
        string.Join(' ', (await answer.PageAsync()).QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Status, headers and body without what is new in every answer: the nonce, the form token and the date.</summary>
    public static async Task<string> FingerprintAsync(this HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date")
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal);
        return Passing().Replace($"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{await answer.Content.ReadAsStringAsync()}", "passing");
    }

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    [GeneratedRegex("nonce(-|=\")[A-Za-z0-9_-]{22}|form_token\" value=\"[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Passing();
}
