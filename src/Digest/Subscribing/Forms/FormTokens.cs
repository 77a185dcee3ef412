using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Digest.Storage.Keys;

namespace Digest.Subscribing.Forms;

/// <summary>What a form's token says of how it was filled.</summary>
internal enum FormAge
{
    /// <summary>It has none: a form of somebody's own.</summary>
    Unknown,

    /// <summary>As old as a form is that a person fills.</summary>
    Good,

    /// <summary>Faster than a person is.</summary>
    TooFast,

    /// <summary>So old that it may have been collected.</summary>
    TooOld,

    Forged,
}

/// <summary>
/// Says when a form of ours was made: never stored, 28 bytes in base64url: use and key number, time in Unix milliseconds,
/// and 128 bits of HMAC-SHA-256 over both. It names nobody, so it works for every visitor of a page that is kept.
/// </summary>
internal sealed class FormTokens(KeyRing keys, TimeProvider clock)
{
    private const int Size = 28;
    private const int MacSize = 16;
    private const byte Use = 0x46; // no purpose of a reader's token, which is longer, too

    public static readonly TimeSpan MinAge = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    public string Write()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, keys.Token.Number);
        bytes[0] = Use;
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], clock.GetUtcNow().ToUnixTimeMilliseconds());
        Mac(keys.Token, bytes[..^MacSize], bytes[^MacSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    public FormAge Judge(string token)
    {
        if (token.Length == 0) return FormAge.Unknown;
        Span<byte> bytes = stackalloc byte[Size];
        if (token.Length != Base64Url.GetEncodedLength(Size) || token.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) return FormAge.Forged;
        // Not TryDecode, which throws where the last bits are none of a whole byte.
        if (Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done || written != Size || bytes[0] != Use) return FormAge.Forged;
        if (keys.Find(KeyUse.Token, BinaryPrimitives.ReadInt32BigEndian(bytes) & 0xFFFFFF) is not { } key) return FormAge.Forged;
        Span<byte> mac = stackalloc byte[MacSize];
        Mac(key, bytes[..^MacSize], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[^MacSize..])) return FormAge.Forged;
        var age = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[4..]));
        return age < MinAge ? FormAge.TooFast : age > MaxAge ? FormAge.TooOld : FormAge.Good;
    }

    private static void Mac(Key key, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, signed, whole);
        whole[..MacSize].CopyTo(mac);
    }
}
