using MimeKit;

namespace Digest.Bouncing.Understanding;

/// <summary>The headers of a mail with their values decoded (RFC 2047), each cut where no header that matters goes on.</summary>
internal static class HeaderFields
{
    private const int MostHeaders = 500;
    private const int MostBytes = 16 * 1024;

    public static Fields Of(MimeMessage message)
    {
        var fields = new Fields();
        // Those that speak of the content belong to the body in MimeKit.
        foreach (var header in message.Headers.Concat(message.Body?.Headers ?? Enumerable.Empty<Header>()).Take(MostHeaders))
            if (header.RawValue is { Length: <= MostBytes }) fields.Add(header.Field, Value(header));
        return fields;
    }

    private static string Value(Header header)
    {
        try
        {
            return header.Value.Trim();
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or NotSupportedException)
        {
            return PartText.Decode(header.RawValue, null).Trim();
        }
    }
}
