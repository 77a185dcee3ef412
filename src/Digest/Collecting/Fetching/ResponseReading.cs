using System.Globalization;
using Digest.Collecting.Reading;

namespace Digest.Collecting.Fetching;

/// <summary>Takes from a response what a result carries: its facts, and its body within limits.</summary>
internal static class ResponseReading
{
    /// <summary>Longer validators are not worth sending back.</summary>
    private const int LongestValidator = 1024;

    public static ResponseFacts Facts(HttpResponseMessage response, DateTimeOffset now) => new(
        Validator(Raw(response, "ETag")),
        Validator(Raw(response, "Last-Modified")),
        FreshFor(response, now),
        RetryAfter(response, now),
        Lines(response, "X-Robots-Tag"));

    /// <summary>Seconds or a date; nothing below zero, and nothing over a year.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) =>
        Raw(response, "Retry-After") is not { } header ? null
            : double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? Bounded(seconds)
            : Time(header) is { } at ? Bounded((at - now).TotalSeconds)
            : null;

    /// <summary>The header as sent. Lines of the same name are joined as RFC 9110 says.</summary>
    public static string? Raw(HttpResponseMessage response, string name)
    {
        if (response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values))
            return values.ToString();
        return null;
    }

    /// <summary>The headers of a name, one a line, where joining them would change what they mean; null when there is none.</summary>
    private static string? Lines(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join('\n', values) : null;

    /// <summary>The raw body, or a failure once it is over the limit, without reading further.</summary>
    public static async Task<(byte[]? Bytes, FetchResult.Failed? Failure)> BodyAsync(
        HttpResponseMessage response, long maxBytes, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
            return (null, ContentDecoding.TooLarge(maxBytes));
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (body.Length + read > maxBytes)
                return (null, ContentDecoding.TooLarge(maxBytes));
            body.Write(buffer, 0, read);
        }
        return ContentDecoding.Decode(body.ToArray(), Raw(response, "Content-Encoding"), maxBytes);
    }

    private static TimeSpan? FreshFor(HttpResponseMessage response, DateTimeOffset now)
    {
        foreach (var part in (Raw(response, "Cache-Control") ?? "").Split(',', StringSplitOptions.TrimEntries))
            if (part.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(part.AsSpan(8).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return Bounded(seconds);
        var written = Time(Raw(response, "Date")) ?? now;
        return Time(Raw(response, "Expires")) is { } expires ? Bounded((expires - written).TotalSeconds) : null;
    }

    private static TimeSpan Bounded(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(366).TotalSeconds));

    // As forgiving as with feeds: a wrong weekday is no reason to ask again too soon.
    private static DateTimeOffset? Time(string? header) => FeedTime.Parse(header);

    private static string? Validator(string? header) =>
        string.IsNullOrWhiteSpace(header) || header.Length > LongestValidator ? null : header;
}
