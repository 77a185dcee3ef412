using System.Security.Cryptography;
using System.Text;

namespace Digest.World;

/// <summary>A mail as Postfix's virtual delivery writes it: lines end in LF, four headers of its own on top.</summary>
internal static class MaildirFile
{
    private static readonly string[] Postmarks = ["Return-Path", "X-Original-To", "Delivered-To", "Received"];

    /// <summary>The mail without those headers, with the bytes that were sent.</summary>
    /// <exception cref="InvalidDataException">It doesn't begin with them.</exception>
    public static SinkMail Read(string path)
    {
        var at = File.GetLastWriteTimeUtc(path);
        // One byte, one character: what the mail's own are is not asked.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path)).ReplaceLineEndings("\r\n");
        var whole = Encoding.Latin1.GetBytes(text);
        var sent = whole.AsMemory(Postmarks.Aggregate(0, (from, name) => MailFacts.After(whole, from, name)));
        return new SinkMail
        {
            At = at,
            BeganAt = at,
            Session = 0,
            Transaction = 0,
            From = Header("Return-Path").Trim('<', '>'),
            To = [Header("X-Original-To")],
            MessageId = MailFacts.MessageId(sent.Span),
            Subject = MailFacts.Subject(sent.Span),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(sent.Span)),
            Bytes = sent.Length,
            Raw = sent,
        };

        string Header(string name) => Encoding.Latin1.GetString(MailFacts.Header(whole, name)!).Trim();
    }
}
