using FastBertTokenizer;

namespace Digest.Collecting.Stories.Meaning;

/// <summary>
/// Reads a few English sentences into numbers that lie near those of sentences that mean the same, whatever their words: "mayor
/// resigns", "mayor steps down". The model is all-MiniLM-L6-v2 (Reimers and Gurevych 2019, "Sentence-BERT"; Wang et al. 2020,
/// "MiniLM"; Apache 2.0), computed here: the runtime made for it would more than double the memory and bring native libraries. A title
/// and the beginning of a summary take some 40 ms of one core. Any text may be read, by many threads at once.
/// </summary>
internal sealed class SentenceModel : IDisposable
{
    /// <summary>So many numbers stand for a text.</summary>
    public const int Width = 384;

    // Of a title and the beginning of a summary few are longer.
    private const int MostTokens = 128;
    private const int Layers = 6;

    private readonly ModelFile file = new();
    private readonly BertTokenizer tokenizer = new();
    private readonly float[] types;
    private readonly NormLayer afterEmbedding;
    private readonly EncoderLayer[] layers;

    private SentenceModel()
    {
        tokenizer.LoadVocabulary(new StringReader(file.Vocabulary), convertInputToLowercase: true);
        types = file.Read("embeddings.token_type_embeddings.weight");
        afterEmbedding = EncoderLayer.Norm(file, "embeddings.LayerNorm");
        layers = [.. Enumerable.Range(0, Layers).Select(i => new EncoderLayer(file, $"encoder.layer.{i}"))];
    }

    /// <summary>The model, for some texts; null: it is not beside the program.</summary>
    public static SentenceModel? Open() => ModelFile.Exists ? new SentenceModel() : null;

    public void Dispose() => file.Dispose();

    /// <summary>What a text means: <see cref="Width"/> numbers of length 1 together, so that two compare by their dot product.</summary>
    /// <param name="text">Anything; what comes after its first hundred words is not read.</param>
    public float[] Read(string text)
    {
        var words = Tokens(text);
        var tokens = new float[words.Length * Width];
        Span<float> position = stackalloc float[Width];
        for (var i = 0; i < words.Length; i++)
        {
            var token = tokens.AsSpan(i * Width, Width);
            file.Read("embeddings.word_embeddings.weight", (int)words[i] * Width, token);
            file.Read("embeddings.position_embeddings.weight", i * Width, position);
            for (var j = 0; j < Width; j++) token[j] += position[j] + types[j];
        }
        afterEmbedding.Apply(tokens);
        foreach (var layer in layers) layer.Apply(tokens);
        return Mean(tokens);
    }

    /// <summary>How near two texts are that were read: 1, the same; about 0, of other things.</summary>
    public static double Closeness(float[] one, float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < Width; i++) sum += one[i] * other[i];
        return sum;
    }

    // The tokenizer lends its memory until the next call.
    private long[] Tokens(string text)
    {
        lock (tokenizer) return tokenizer.Encode(text, MostTokens).InputIds.ToArray();
    }

    private static float[] Mean(float[] tokens)
    {
        var mean = new float[Width];
        for (var i = 0; i < tokens.Length; i++) mean[i % Width] += tokens[i];
        var length = Math.Sqrt(mean.Sum(number => (double)number * number));
        for (var i = 0; i < Width; i++) mean[i] = (float)(mean[i] / length);
        return mean;
    }
}
