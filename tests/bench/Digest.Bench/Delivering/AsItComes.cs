using System.Diagnostics;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Cryptography;

namespace Digest.Bench.Delivering;

/// <summary>MailKit and MimeKit as they come: a message a reader, signed by their own signer, over four kept connections.</summary>
internal static class AsItComes
{
    public const int Connections = 4;

    /// <param name="port">Of the sink.</param>
    /// <param name="sample">A mail whose text and HTML it sends.</param>
    /// <param name="key">To sign with; null: it doesn't.</param>
    /// <param name="mails">How many.</param>
    /// <returns>How long it took.</returns>
    public static async Task<double> SendAsync(int port, string sample, string? key, int mails)
    {
        var mail = await MimeMessage.LoadAsync(sample);
        var signer = key is null ? null : new DkimSigner(key, "oxide.example", "bench");
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async line =>
        {
            using var client = new SmtpClient();
            await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
            for (var i = line; i < mails; i += Connections)
            {
                using var message = Made(mail, i);
                if (signer is not null)
                {
                    message.Prepare(EncodingConstraint.SevenBit);
                    signer.Sign(message, [HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId]);
                }
                await client.SendAsync(message);
            }
            await client.DisconnectAsync(quit: true);
        }));
        return watch.Elapsed.TotalSeconds;
    }

    private static MimeMessage Made(MimeMessage like, int i)
    {
        var message = new MimeMessage { Subject = like.Subject ?? "" };
        message.From.Add(new MailboxAddress("The Daily Oxide", "news@oxide.example"));
        message.To.Add(new MailboxAddress("", $"a{i}@readers.example"));
        message.Body = new BodyBuilder { TextBody = like.TextBody ?? "", HtmlBody = like.HtmlBody ?? "" }.ToMessageBody();
        return message;
    }
}
