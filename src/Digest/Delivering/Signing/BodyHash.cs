using System.Buffers;
using System.Security.Cryptography;

namespace Digest.Delivering.Signing;

/// <summary>
/// SHA-256 over the relaxed form of bodies that have most of their bytes in common: what they share is brought into that form
/// once, and each is hashed with its own bytes between.
/// </summary>
internal sealed class BodyHash
{
    private readonly Shared[] shared;

    /// <param name="pieces">What all have in common; between two of them stands what is each one's own.</param>
    public BodyHash(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        shared = new Shared[pieces.Length];
        for (var i = 0; i < shared.Length; i++)
        {
            var (form, output) = (default(RelaxedBody), new ArrayBufferWriter<byte>());
            if (i > 0) Settle(ref form);
            form.Add(pieces[i].Span, output);
            shared[i] = new Shared(output.WrittenSpan.ToArray(), form);
        }
    }

    /// <summary>The hash of a body that is all its own.</summary>
    public static byte[] Of(ReadOnlySpan<byte> body)
    {
        var (form, output) = (default(RelaxedBody), new ArrayBufferWriter<byte>(body.Length + 2));
        form.Add(body, output);
        form.End(output);
        return SHA256.HashData(output.WrittenSpan);
    }

    /// <param name="body">The shared pieces, as they were given, and its own by turns.</param>
    public byte[] Of(ReadOnlySpan<ReadOnlyMemory<byte>> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (form, output) = (default(RelaxedBody), new ArrayBufferWriter<byte>(256));
        for (var i = 0; i < body.Length; i++)
        {
            if (i % 2 == 0 && (i == 0 || form.IsSettled))
            {
                hash.AppendData(shared[i / 2].Relaxed);
                form = shared[i / 2].End;
            }
            else form.Add(body[i].Span, output);
            hash.AppendData(output.WrittenSpan);
            output.ResetWrittenCount();
        }
        form.End(output);
        hash.AppendData(output.WrittenSpan);
        return hash.GetHashAndReset();
    }

    // As after a value, which never ends with a blank or a line break.
    private static void Settle(ref RelaxedBody form) => form.Add("x"u8, new ArrayBufferWriter<byte>(4));

    /// <param name="Relaxed">Its bytes in that form.</param>
    /// <param name="End">What is held back at its end.</param>
    private sealed record Shared(byte[] Relaxed, RelaxedBody End);
}
