using System.Security.Cryptography;
using System.Text;
using Digest.Storage.Keys;

namespace Digest.Readers;

/// <summary>
/// The keyed hash by which an address is known after it was erased: HMAC-SHA-256, first 16 bytes. Without the key nobody
/// can try addresses against it.
/// </summary>
internal sealed class AddressHasher(KeyRing keys)
{
    public const int Bytes = 16;

    public byte[] Hash(MailAddress address) => Hash(address.Key);

    /// <summary>The same for all addresses that reach one mailbox by its provider's tricks: for limits, never for identity.</summary>
    public byte[] HashPerson(MailAddress address) => Hash(address.LimitKey);

    private byte[] Hash(string key) => HMACSHA256.HashData(keys.Address.Secret, Encoding.UTF8.GetBytes(key))[..Bytes];
}
