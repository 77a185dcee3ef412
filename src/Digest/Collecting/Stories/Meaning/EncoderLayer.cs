using System.Buffers;
using System.Runtime.Intrinsics;

namespace Digest.Collecting.Stories.Meaning;

/// <summary>One of the model's layers: each token looks at the others, then is thought over (the encoder of Vaswani et al. 2017, as in BERT).</summary>
/// <param name="file">Where its numbers stand.</param>
/// <param name="name">What their names begin with there, for example <c>encoder.layer.0</c>.</param>
internal sealed class EncoderLayer(ModelFile file, string name)
{
    private const int Heads = 12;
    private const int Width = SentenceModel.Width / Heads;
    private const int Inner = 4 * SentenceModel.Width;

    private readonly DenseLayer query = new(file, name + ".attention.self.query", SentenceModel.Width);
    private readonly DenseLayer key = new(file, name + ".attention.self.key", SentenceModel.Width);
    private readonly DenseLayer value = new(file, name + ".attention.self.value", SentenceModel.Width);
    private readonly DenseLayer seen = new(file, name + ".attention.output.dense", SentenceModel.Width);
    private readonly NormLayer afterSeen = Norm(file, name + ".attention.output.LayerNorm");
    private readonly DenseLayer wide = new(file, name + ".intermediate.dense", SentenceModel.Width);
    private readonly DenseLayer narrow = new(file, name + ".output.dense", Inner);
    private readonly NormLayer afterNarrow = Norm(file, name + ".output.LayerNorm");

    public static NormLayer Norm(ModelFile file, string name) => new(file.Read(name + ".weight"), file.Read(name + ".bias"));

    /// <param name="tokens">One row of <see cref="SentenceModel.Width"/> numbers for each token; changed in place.</param>
    public void Apply(Span<float> tokens)
    {
        var length = tokens.Length;
        var rented = ArrayPool<float>.Shared.Rent((4 * length) + (length / SentenceModel.Width * Inner));
        var queries = rented.AsSpan(0, length);
        var keys = rented.AsSpan(length, length);
        var values = rented.AsSpan(2 * length, length);
        var result = rented.AsSpan(3 * length, length);
        var inner = rented.AsSpan(4 * length, length / SentenceModel.Width * Inner);
        query.Apply(tokens, queries);
        key.Apply(tokens, keys);
        value.Apply(tokens, values);
        Attend(queries, keys, values, result);
        seen.Apply(result, queries);
        Add(queries, tokens);
        afterSeen.Apply(tokens);
        wide.Apply(tokens, inner);
        Gelu(inner);
        narrow.Apply(inner, result);
        Add(result, tokens);
        afterNarrow.Apply(tokens);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Add(ReadOnlySpan<float> more, Span<float> sum)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += more[i];
    }

    // Softmax(queries keys' / sqrt(width)) values, for each head by itself.
    private static void Attend(ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> result)
    {
        result.Clear();
        Span<float> looks = stackalloc float[queries.Length / SentenceModel.Width];
        for (var at = 0; at < queries.Length; at += Width)
        {
            var head = at % SentenceModel.Width;
            var most = float.MinValue;
            for (var i = 0; i < looks.Length; i++)
            {
                looks[i] = Dot(queries.Slice(at, Width), keys.Slice((i * SentenceModel.Width) + head, Width)) / MathF.Sqrt(Width);
                most = MathF.Max(most, looks[i]);
            }
            var sum = 0f;
            foreach (ref var look in looks) sum += look = MathF.Exp(look - most);
            for (var i = 0; i < looks.Length; i++)
                for (var j = 0; j < Width; j++) result[at + j] += looks[i] / sum * values[(i * SentenceModel.Width) + head + j];
        }
    }

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < one.Length; i += Vector256<float>.Count) sum = Vector256.MultiplyAddEstimate(Vector256.Create(one[i..]), Vector256.Create(other[i..]), sum);
        return Vector256.Sum(sum);
    }

    // x (1 + erf(x / sqrt 2)) / 2, with erf by formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7).
    private static void Gelu(Span<float> numbers)
    {
        var one = Vector256<float>.One;
        for (var i = 0; i < numbers.Length; i += Vector256<float>.Count)
        {
            var x = Vector256.Create<float>(numbers[i..]);
            var z = Vector256.Abs(x) * 0.70710678f;
            var t = one / (one + (z * 0.3275911f));
            var series = ((((((((t * 1.061405429f) - (one * 1.453152027f)) * t) + (one * 1.421413741f)) * t) - (one * 0.284496736f)) * t) + (one * 0.254829592f)) * t;
            var erf = Vector256.CopySign(one - (series * Vector256.Exp(-z * z)), x);
            (x * 0.5f * (one + erf)).CopyTo(numbers[i..]);
        }
    }
}
