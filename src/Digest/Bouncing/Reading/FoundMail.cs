using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digest.Bouncing.Understanding;

namespace Digest.Bouncing.Reading;

/// <summary>One mail as it lies in a place.</summary>
/// <param name="Key">By which the place finds it again.</param>
/// <param name="Hash">SHA-256; the same wherever and however often it lies.</param>
/// <param name="Bytes">All of it; null: it can't be read.</param>
/// <param name="Problem">Why not; nothing, where it can.</param>
internal sealed record FoundMail(object Key, byte[] Hash, byte[]? Bytes, string Problem = "")
{
    /// <summary>The largest mail that is fetched, in bytes.</summary>
    public const int MostBytes = MailBytes.Most;

    /// <summary>So much of a larger one is looked at, to know it again.</summary>
    public const int HeadBytes = 64 * 1024;

    private string? name;

    /// <summary>Its hash as text.</summary>
    public string Name => name ??= Convert.ToHexStringLower(Hash);

    public static FoundMail Whole(object key, byte[] bytes) => new(key, SHA256.HashData(bytes), bytes);

    /// <summary>One that the place does not hand out.</summary>
    /// <param name="key">By which the place finds it again.</param>
    /// <param name="name">By which it is known instead of by its bytes.</param>
    public static FoundMail Withheld(object key, string name) =>
        new(key, SHA256.HashData(Encoding.UTF8.GetBytes(name)), null, $"the server does not hand it out, though it was asked {ReturnedMailStore.MostTries} times");

    /// <param name="key">By which the place finds it again.</param>
    /// <param name="head">Its beginning.</param>
    /// <param name="size">All its bytes, counted.</param>
    public static FoundMail TooLarge(object key, ReadOnlySpan<byte> head, long size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(Encoding.ASCII.GetBytes(size.ToString(CultureInfo.InvariantCulture)));
        return new FoundMail(key, hash.GetHashAndReset(), null, $"it is larger than {MostBytes / (1024 * 1024)} MiB");
    }
}

/// <summary>Mails that are looked at together: not many, and not much memory, however many lie there.</summary>
internal sealed class Portion
{
    private const int MostMails = 50;
    private const long Enough = 4 * 1024 * 1024;
    private readonly List<FoundMail> mails = [];
    private long bytes;

    public bool Any => mails.Count > 0;

    public bool IsFull => mails.Count >= MostMails || bytes >= Enough;

    public void Add(FoundMail mail)
    {
        mails.Add(mail);
        bytes += mail.Bytes?.Length ?? 0;
    }

    /// <summary>What is in it; it is empty then.</summary>
    public IReadOnlyList<FoundMail> Take()
    {
        FoundMail[] taken = [.. mails];
        mails.Clear();
        bytes = 0;
        return taken;
    }
}
