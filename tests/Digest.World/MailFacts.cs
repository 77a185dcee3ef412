using MimeKit.Utils;

namespace Digest.World;

/// <summary>The few headers the journal names, read from raw bytes without parsing the mail.</summary>
internal static class MailFacts
{
    /// <summary>A header's first value, unfolded and trimmed; null when the mail has none.</summary>
    public static byte[]? Header(ReadOnlySpan<byte> mail, string name)
    {
        while (true)
        {
            var end = EndOfField(mail);
            if (end <= 0)
                return null;
            if (IsField(mail[..end], name))
                return Unfold(mail[(name.Length + 1)..end]);
            mail = mail[end..];
        }
    }

    /// <summary>Where the field that begins there ends.</summary>
    /// <exception cref="InvalidDataException">It has another name.</exception>
    public static int After(ReadOnlySpan<byte> mail, int from, string name)
    {
        var end = EndOfField(mail[from..]);
        return end > 0 && IsField(mail.Slice(from, end), name) ? from + end : throw new InvalidDataException($"There is no {name} where it should be.");
    }

    public static string? MessageId(ReadOnlySpan<byte> mail) =>
        Header(mail, "Message-ID") is { } value ? Rfc2047.DecodeText(value).Trim().TrimStart('<').TrimEnd('>') : null;

    public static string? Subject(ReadOnlySpan<byte> mail) =>
        Header(mail, "Subject") is { } value ? Rfc2047.DecodeText(value).Trim() : null;

    /// <summary>Where the first field ends, its continuation lines and last line end included; 0 at the empty line, -1 when cut off.</summary>
    private static int EndOfField(ReadOnlySpan<byte> mail)
    {
        if (mail.StartsWith("\r\n"u8))
            return 0;
        for (var at = 0; ;)
        {
            var line = mail[at..].IndexOf("\r\n"u8);
            if (line < 0)
                return -1;
            at += line + 2;
            if (at >= mail.Length || mail[at] is not ((byte)' ' or (byte)'\t'))
                return at;
        }
    }

    private static bool IsField(ReadOnlySpan<byte> field, string name)
    {
        if (field.Length <= name.Length || field[name.Length] != ':')
            return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (char.ToLowerInvariant((char)field[i]) != char.ToLowerInvariant(name[i]))
                return false;
        }

        return true;
    }

    private static byte[] Unfold(ReadOnlySpan<byte> value)
    {
        var kept = new List<byte>(value.Length);
        foreach (var b in value)
        {
            if (b is not ((byte)'\r' or (byte)'\n'))
                kept.Add(b);
        }

        return [.. kept];
    }
}
