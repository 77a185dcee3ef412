using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Digest.Storage;
using Digest.Storage.Keys;

namespace Digest.Readers;

/// <summary>What a link in a mail may be used for. A token of one purpose is nothing to any other page.</summary>
internal enum TokenPurpose : byte
{
    Confirm = 1,
    Leave = 2,
    Preferences = 3,

    /// <summary>"It wasn't me": no newsletter may ever write to this address again.</summary>
    Never = 4,

    /// <summary>Moves a subscription to the address whose hash it carries.</summary>
    Address = 5,

    /// <summary>Takes back the leave by which it was made.</summary>
    Undo = 6,
}

/// <summary>What a reader's link says. <paramref name="IssuedAt"/> is in whole seconds.</summary>
internal sealed record Token(TokenPurpose Purpose, int Key, DateTimeOffset IssuedAt, PublicId Subscription, PublicId Newsletter, byte[] AddressHash);

/// <summary>
/// Reader tokens: made, never stored. 72 bytes in base64url: purpose, key number, time, subscription, newsletter, keyed
/// hash of the address, and 128 bits of HMAC-SHA-256 over all that. Old keys verify for ever, so a link to leave works
/// as long as the installation lives, and, since it carries the hash, even when the reader's row is unknown.
/// </summary>
internal sealed class Tokens(KeyRing keys)
{
    private const int Size = 72;
    private const int MacSize = 16;

    /// <summary>Characters of a written token; it stands on one line of a mail with some address before it.</summary>
    public const int TextLength = 96;

    /// <summary>The number of the key that signs now; kept with a delivery so that each of its copies is the same.</summary>
    public int CurrentKey => keys.Token.Number;

    public string Write(Token token)
    {
        var key = keys.Find(KeyUse.Token, token.Key) ?? throw new InvalidOperationException($"There is no token key {token.Key}.");
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, token.Key); // three bytes are enough; the first is the purpose
        bytes[0] = (byte)token.Purpose;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)token.IssuedAt.ToUnixTimeSeconds());
        token.Subscription.ToBytes().CopyTo(bytes[8..]);
        token.Newsletter.ToBytes().CopyTo(bytes[24..]);
        token.AddressHash.CopyTo(bytes[40..]);
        Mac(key, bytes[..^MacSize], bytes[^MacSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for everything that is not a whole, genuine token of this purpose: one answer for every kind of wrong.</summary>
    public Token? Read(TokenPurpose purpose, string text)
    {
        if (text.Length != TextLength) return null;
        Span<byte> bytes = stackalloc byte[Size];
        if (!text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return null;
        if (!Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size) return null;
        var number = BinaryPrimitives.ReadInt32BigEndian(bytes) & 0xFFFFFF;
        var key = keys.Find(KeyUse.Token, number) ?? keys.Token; // an unknown key costs the same time
        Span<byte> mac = stackalloc byte[MacSize];
        Mac(key, bytes[..^MacSize], mac);
        var genuine = CryptographicOperations.FixedTimeEquals(mac, bytes[^MacSize..]);
        if (!genuine || key.Number != number || bytes[0] != (byte)purpose) return null;
        return new Token(
            purpose, number, DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])),
            PublicId.FromBytes(bytes.Slice(8, 16)), PublicId.FromBytes(bytes.Slice(24, 16)), bytes.Slice(40, 16).ToArray());
    }

    private static void Mac(Key key, ReadOnlySpan<byte> signed, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, signed, whole);
        whole[..MacSize].CopyTo(mac);
    }
}
