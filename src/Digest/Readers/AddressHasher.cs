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

    public byte[] Hash(MailAddress address) =>
        HMACSHA256.HashData(keys.Address.Secret, Encoding.UTF8.GetBytes(address.Key))[..Bytes];
}
