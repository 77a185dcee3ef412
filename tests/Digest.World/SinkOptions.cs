using System.Globalization;

namespace Digest.World;

/// <summary>What a <see cref="SmtpSink"/> offers and keeps; the defaults suit most tests.</summary>
public sealed record SinkOptions
{
    /// <summary>0 takes any free port. A fixed one lets a sink come back where an earlier one stood.</summary>
    public int Port { get; init; }

    /// <summary>Where the journal goes. Null: into a folder that goes away with the sink. An existing file is continued.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Keeps every accepted mail's bytes in memory, for tests that read mails. Off, because many tests count thousands.</summary>
    public bool KeepMails { get; init; }

    /// <summary>False leaves the journal in the system's cache before the answer (safe against kill −9, not power loss), for measuring.</summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>The largest mail taken, in bytes; offered as SIZE.</summary>
    public int MaxBytes { get; init; } = 25 * 1024 * 1024;

    public bool Pipelining { get; init; } = true;

    public bool EightBitMime { get; init; } = true;

    public bool Size { get; init; } = true;

    public bool EnhancedStatusCodes { get; init; } = true;

    /// <summary>RFC 6531: addresses and headers in UTF-8.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RFC 3030: BDAT beside DATA.</summary>
    public bool Chunking { get; init; }

    /// <summary>With one, STARTTLS is offered (RFC 3207); see <see cref="Certificates"/>.</summary>
    public System.Security.Cryptography.X509Certificates.X509Certificate2? Certificate { get; init; }

    /// <summary>Encrypted from the first byte (RFC 8314), with <see cref="Certificate"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>With both, AUTH PLAIN is offered and needed before MAIL (RFC 4954).</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Offers AUTH before STARTTLS, too, as a thief of passwords would.</summary>
    public bool AuthInClear { get; init; }

    /// <summary>False offers no AUTH on an encrypted connection.</summary>
    public bool AuthInTls { get; init; } = true;

    /// <summary>The lines of the answer to EHLO.</summary>
    internal string Greeting(bool secure)
    {
        var lines = new List<string> { "sink.test" };
        if (Pipelining)
            lines.Add("PIPELINING");
        if (EightBitMime)
            lines.Add("8BITMIME");
        if (Size)
            lines.Add(FormattableString.Invariant($"SIZE {MaxBytes}"));
        if (EnhancedStatusCodes)
            lines.Add("ENHANCEDSTATUSCODES");
        if (SmtpUtf8)
            lines.Add("SMTPUTF8");
        if (Chunking)
            lines.Add("CHUNKING");
        if (Certificate is not null && !secure)
            lines.Add("STARTTLS");
        if (User is not null && (secure ? AuthInTls : AuthInClear))
            lines.Add("AUTH PLAIN");
        return string.Join('\n', lines);
    }

    /// <summary>The answer to a MAIL FROM that uses what was not offered or announces too much; null when all is well.</summary>
    internal SmtpAnswer? Refuse(string[] parameters)
    {
        foreach (var parameter in parameters)
        {
            var size = parameter.StartsWith("SIZE=", StringComparison.Ordinal);
            var offered = parameter switch
            {
                "BODY=7BIT" => true,
                "BODY=8BITMIME" => EightBitMime,
                "SMTPUTF8" => SmtpUtf8,
                _ => size && Size,
            };
            if (!offered)
                return new(555, "5.5.4 parameter not offered");
            if (size && long.TryParse(parameter.AsSpan(5), CultureInfo.InvariantCulture, out var bytes) && bytes > MaxBytes)
                return new(552, "5.3.4 mail too large");
        }

        return null;
    }
}
