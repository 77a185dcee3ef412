using System.Security.Cryptography;

namespace Digest.Storage.Keys;

/// <summary>
/// The key that wraps all others (AES-256-GCM). It stands in a file outside the database, made on first start with mode
/// 0600, shared by nodes and needed with every backup.
/// </summary>
internal sealed class MasterKey
{
    private const int Size = 32;
    private static readonly int Nonce = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int Tag = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    /// <summary>Reads the key file; makes it only when <paramref name="mayMake"/>, which is when no row was ever wrapped.</summary>
    /// <exception cref="Fault">The file is missing, unreadable or no key.</exception>
    public static MasterKey Load(StorageOptions options, bool mayMake, bool isShared = false)
    {
        var path = options.MasterKeyPath;
        try
        {
            if (!File.Exists(path) && mayMake) Make(path);
            var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
            if (key.Length == Size) return new MasterKey(key);
        }
        catch (FileNotFoundException fault)
        {
            throw new Fault($"Digest:MasterKeyFile '{path}' is missing, and this database was made with it. {(isShared ? "Copy it from a node that has it" : "Put it back from the backup")}.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new Fault($"Digest:MasterKeyFile '{path}' can't be used: {fault.Message}", fault);
        }
        catch (FormatException)
        {
            // Falls through to the same answer as a key of the wrong length.
        }
        throw new Fault($"Digest:MasterKeyFile '{path}' holds no key: it should be 32 bytes in base64. Put it back from the backup.");
    }

    /// <summary>Nonce, ciphertext and tag in one; <paramref name="name"/> binds the result to its row.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> secret, string name)
    {
        var sealedKey = new byte[Nonce + secret.Length + Tag];
        var span = sealedKey.AsSpan();
        RandomNumberGenerator.Fill(span[..Nonce]);
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(span[..Nonce], secret, span[Nonce..^Tag], span[^Tag..], System.Text.Encoding.UTF8.GetBytes(name));
        return sealedKey;
    }

    /// <exception cref="CryptographicException">Another master key wrapped it, or the row was changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string name)
    {
        if (wrapped.Length < Nonce + Tag) throw new CryptographicException("The row is too short to be a wrapped key.");
        var secret = new byte[wrapped.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(wrapped[..Nonce], wrapped[Nonce..^Tag], wrapped[^Tag..], secret, System.Text.Encoding.UTF8.GetBytes(name));
        return secret;
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Written whole under another name first: a crash leaves no half a key.
        var draft = $"{path}.{Guid.NewGuid():n}";
        using (var file = new FileStream(draft, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: false);
    }
}
