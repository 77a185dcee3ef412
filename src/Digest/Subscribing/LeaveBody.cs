using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Digest.Subscribing;

/// <summary>What the body of a leave says. A body that says nothing clear, or can't be read, leaves: it is no reason to keep anybody.</summary>
/// <param name="IsOneClick">By a mail program (RFC 8058); it leaves whatever else stands there.</param>
/// <param name="Instead">One of the page's other buttons; empty: leave.</param>
internal sealed record LeaveBody(bool IsOneClick, string Instead)
{
    public const string Weekly = "weekly";
    public const string Pause = "pause";
    private const int ReadAtMost = 4096;

    public static async Task<LeaveBody> ReadAsync(HttpRequest request)
    {
        var (text, isWhole) = await TextAsync(request);
        // Both forms of a one-click body, urlencoded and multipart, hold these words.
        if (text.Contains("One-Click", StringComparison.OrdinalIgnoreCase)) return new LeaveBody(true, "");
        return new LeaveBody(false, isWhole && IsForm(request) ? Asked(text) : "");
    }

    private static string Asked(string text) =>
        QueryHelpers.ParseQuery(text).TryGetValue("instead", out var values) && values is [Weekly or Pause] ? values.ToString() : "";

    private static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static async Task<(string Text, bool IsWhole)> TextAsync(HttpRequest request)
    {
        var bytes = new byte[ReadAtMost];
        var length = 0;
        var isWhole = false;
        try
        {
            for (var read = 1; read > 0 && length < ReadAtMost; length += read)
            {
                read = await request.Body.ReadAsync(bytes.AsMemory(length), request.HttpContext.RequestAborted);
                isWhole = read == 0;
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // Too large, too slow or cut off: what came so far tells.
        }
        return (Encoding.Latin1.GetString(bytes, 0, length), isWhole);
    }
}
