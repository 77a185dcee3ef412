namespace Digest.Collecting.Stories.Meaning;

/// <summary>Brings each row to mean 0 and variance 1, then weighs and moves its numbers (layer normalisation, Ba et al. 2016).</summary>
internal sealed class NormLayer(float[] weight, float[] bias)
{
    private const float Least = 1e-12f;

    /// <param name="rows">Rows as long as the weight, one after the other; changed in place.</param>
    public void Apply(Span<float> rows)
    {
        for (; rows.Length > 0; rows = rows[weight.Length..])
        {
            var row = rows[..weight.Length];
            var (mean, variance) = (0f, 0f);
            foreach (var number in row) mean += number;
            mean /= row.Length;
            foreach (var number in row) variance += (number - mean) * (number - mean);
            var scale = 1 / MathF.Sqrt((variance / row.Length) + Least);
            for (var i = 0; i < row.Length; i++) row[i] = ((row[i] - mean) * scale * weight[i]) + bias[i];
        }
    }
}
