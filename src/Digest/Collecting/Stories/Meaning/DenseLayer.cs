using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Digest.Collecting.Stories.Meaning;

/// <summary>
/// Rows times a matrix, plus a bias: nearly all the work of the model. The matrix stays in the file; 16 of its columns at a time are
/// laid side by side, so that what is read next stands next.
/// </summary>
internal sealed class DenseLayer
{
    private const int Half = 8;
    private const int Panel = 2 * Half;

    private readonly ModelFile file;
    private readonly string matrix;
    private readonly float[] bias;
    private readonly int width;

    /// <param name="file">Where its numbers stand.</param>
    /// <param name="name">What their names begin with there.</param>
    /// <param name="width">How many numbers a row has.</param>
    public DenseLayer(ModelFile file, string name, int width)
    {
        (this.file, this.width) = (file, width);
        matrix = file.MatrixOf(name);
        bias = file.Read(name + ".bias");
    }

    /// <param name="rows">As many rows as there are tokens, one after the other.</param>
    /// <param name="products">As many, each as long as the bias: a multiple of 16.</param>
    public void Apply(ReadOnlySpan<float> rows, Span<float> products)
    {
        var count = rows.Length / width;
        var rented = ArrayPool<float>.Shared.Rent(width * Panel);
        var columns = rented.AsSpan(0, width * Panel);
        for (var first = 0; first < bias.Length; first += Panel)
        {
            file.ReadColumns(matrix, bias.Length, first, Panel, columns);
            var row = 0;
            for (; row + 4 <= count; row += 4) Four(rows[(row * width)..], columns, products[((row * bias.Length) + first)..], first);
            for (; row < count; row++) One(rows[(row * width)..], columns, products[((row * bias.Length) + first)..], first);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    // Eight sums stay in registers while a panel goes by.
    private void Four(ReadOnlySpan<float> rows, ReadOnlySpan<float> columns, Span<float> products, int first)
    {
        ref var column = ref MemoryMarshal.GetReference(columns);
        ref var row = ref MemoryMarshal.GetReference(rows);
        var (left, right) = Bias(first);
        var (a, b, c, d, e, f, g, h) = (left, right, left, right, left, right, left, right);
        for (nuint i = 0, length = (nuint)width; i < length; i++)
        {
            var (low, high) = (Vector256.LoadUnsafe(ref column, i * Panel), Vector256.LoadUnsafe(ref column, (i * Panel) + Half));
            var number = Vector256.Create(Unsafe.Add(ref row, i));
            (a, b) = (Vector256.MultiplyAddEstimate(number, low, a), Vector256.MultiplyAddEstimate(number, high, b));
            number = Vector256.Create(Unsafe.Add(ref row, i + length));
            (c, d) = (Vector256.MultiplyAddEstimate(number, low, c), Vector256.MultiplyAddEstimate(number, high, d));
            number = Vector256.Create(Unsafe.Add(ref row, i + (2 * length)));
            (e, f) = (Vector256.MultiplyAddEstimate(number, low, e), Vector256.MultiplyAddEstimate(number, high, f));
            number = Vector256.Create(Unsafe.Add(ref row, i + (3 * length)));
            (g, h) = (Vector256.MultiplyAddEstimate(number, low, g), Vector256.MultiplyAddEstimate(number, high, h));
        }
        Store(a, b, products);
        Store(c, d, products[bias.Length..]);
        Store(e, f, products[(2 * bias.Length)..]);
        Store(g, h, products[(3 * bias.Length)..]);
    }

    private void One(ReadOnlySpan<float> row, ReadOnlySpan<float> columns, Span<float> product, int first)
    {
        ref var column = ref MemoryMarshal.GetReference(columns);
        var (left, right) = Bias(first);
        for (var i = 0; i < width; i++)
        {
            var number = Vector256.Create(row[i]);
            left = Vector256.MultiplyAddEstimate(number, Vector256.LoadUnsafe(ref column, (nuint)(i * Panel)), left);
            right = Vector256.MultiplyAddEstimate(number, Vector256.LoadUnsafe(ref column, (nuint)((i * Panel) + Half)), right);
        }
        Store(left, right, product);
    }

    private (Vector256<float> Left, Vector256<float> Right) Bias(int first) =>
        (Vector256.Create<float>(bias.AsSpan(first, Half)), Vector256.Create<float>(bias.AsSpan(first + Half, Half)));

    private static void Store(Vector256<float> left, Vector256<float> right, Span<float> product)
    {
        left.CopyTo(product);
        right.CopyTo(product[Half..]);
    }
}
