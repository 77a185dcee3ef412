using MimeKit;

namespace Digest.Bouncing.Understanding;

/// <summary>A mail taken apart as far as a report has parts (RFC 6522). What it returns is looked at from outside only: its headers.</summary>
internal sealed class OpenedMail
{
    // Reports nest two deep; a mailing list or a gateway wraps them once or twice more.
    private const int Deepest = 30;
    private const int MostParts = 500;

    static OpenedMail() => PartText.KnowCharsets();

    // Of each kind of text: all that a report of a hundred recipients needs.
    private const int MostLines = 8000;
    private const int MostCharacters = 1024 * 1024;

    private readonly List<string> plain = [];
    private readonly List<MimePart> html = [];
    private string[]? text;
    private int parts;
    private bool isInner;

    public required Fields Headers { get; init; }

    /// <summary>What is written for people.</summary>
    public string[] Text => text ??= Beginning(string.Join("\n\n", plain.Any(t => t.AsSpan().Trim().Length > 0) ? plain : html.Select(PartText.Of)));

    /// <summary>The lines of <c>message/delivery-status</c> (RFC 3464, RFC 6533); null: there is no such part.</summary>
    public string[]? Status { get; private set; }

    /// <summary>The lines of <c>message/feedback-report</c> (RFC 5965); null: there is no such part.</summary>
    public string[]? Feedback { get; private set; }

    /// <summary>A receipt (RFC 8098): somebody has read, or deleted, a mail.</summary>
    public bool IsReceipt { get; private set; }

    /// <summary>The headers of the mail that it returns; null: it returns none, or only in its text.</summary>
    public Fields? Returned { get; private set; }

    /// <summary>The report that it returns or passes on; null: it is none, or none stands in it as a part.</summary>
    public OpenedMail? Inner { get; private set; }

    /// <summary>Throws <see cref="UnreadableMail"/>.</summary>
    public static OpenedMail Open(Stream stream)
    {
        var bytes = MailBytes.Read(stream);
        var options = new ParserOptions { MaxMimeDepth = Deepest + 5, AllowUnquotedCommasInAddresses = true };
        MimeMessage message;
        try
        {
            message = new MimeParser(options, bytes, MimeFormat.Entity, persistent: true).ParseMessage();
        }
        catch (FormatException)
        {
            throw new UnreadableMail("it has no headers as a mail has");
        }
        // It holds nothing but memory, and its parts are decoded when they are asked for.
        var opened = new OpenedMail { Headers = HeaderFields.Of(message) };
        opened.Take(message.Body, 0);
        return opened;
    }

    private void Take(MimeEntity? entity, int depth)
    {
        if (depth > Deepest) throw new UnreadableMail($"its parts nest deeper than {Deepest}");
        if (++parts > MostParts) throw new UnreadableMail($"it has more than {MostParts} parts");
        switch (entity)
        {
            case Multipart multipart:
                // Some gateways lose the boundaries of what they pass on.
                if (multipart.Count == 0 && multipart.Preamble is { } preamble) plain.Add(preamble);
                foreach (var part in multipart) Take(part, depth + 1);
                break;
            case MessagePart message:
                LookBelow(message, depth + 1);
                if (Returned is null && message.Message is { } returned) Return(returned);
                break;
            case MimePart part:
                Read(part, part.ContentType.MimeType.ToLowerInvariant());
                break;
        }
    }

    private static string[] Beginning(string whole) => [.. PartText.Lines(whole.Length > MostCharacters ? whole[..MostCharacters] : whole).Take(MostLines)];

    private void Return(MimeMessage message)
    {
        Returned = HeaderFields.Of(message);
        if (isInner || message.Body?.ContentType.IsMimeType("multipart", "report") != true) return;
        Inner = new OpenedMail { Headers = Returned, isInner = true };
        Inner.Take(message.Body, 0);
    }

    // What is returned is not understood, but a trap in it is one.
    private void LookBelow(MessagePart part, int depth)
    {
        var below = new Stack<(MimeEntity?, int)>([(part.Message?.Body, depth)]);
        while (below.TryPop(out var next))
        {
            var (entity, at) = next;
            if (at > Deepest) throw new UnreadableMail($"its parts nest deeper than {Deepest}");
            if (++parts > MostParts) throw new UnreadableMail($"it has more than {MostParts} parts");
            if (entity is Multipart multipart)
                foreach (var inner in multipart) below.Push((inner, at + 1));
            else if (entity is MessagePart message) below.Push((message.Message?.Body, at + 1));
        }
    }

    private void Read(MimePart part, string type)
    {
        if (type is "message/delivery-status" or "message/global-delivery-status") Status = Status is { Length: >= MostLines } enough ? enough : [.. Status ?? [], .. Beginning(PartText.Of(part)), ""];
        else if (type is "message/feedback-report") Feedback ??= Beginning(PartText.Of(part));
        else if (type is "message/disposition-notification" or "message/global-disposition-notification") IsReceipt = true;
        else if (type is "text/rfc822-headers" or "text/rfc822-header" or "message/rfc822-headers" or "message/global-headers" or "text/global-headers" or "message/rfc822" or "message/global")
            Returned ??= Fields.Blocks(PartText.Lines(PartText.Of(part))) is [var first, ..] ? first : null;
        else if (type is "text/html") html.Add(part);
        else if (type.StartsWith("text/", StringComparison.Ordinal) && (!part.IsAttachment || plain.Count == 0)) plain.Add(PartText.Of(part));
    }
}
