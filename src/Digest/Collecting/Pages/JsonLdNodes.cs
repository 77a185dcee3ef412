using System.Text.Json;
using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Json;

namespace Digest.Collecting.Pages;

/// <summary>All objects of a page's JSON-LD, in order, wherever they are nested; what refers to another by its id is resolved.</summary>
internal sealed partial class JsonLdNodes
{
    private const int MostNodes = 3000;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    // Lists of other articles, and works that this one only belongs to.
    private static readonly HashSet<string> Others =
        ["itemListElement", "isPartOf", "hasPart", "mentions", "comment", "relatedLink", "citation", "isBasedOn", "publisher", "author", "review", "hasCourseInstance"];

    private readonly List<(JsonElement Node, bool IsOther)> nodes = [];
    private readonly Dictionary<string, JsonElement> byId = new(StringComparer.Ordinal);

    private JsonLdNodes()
    {
    }

    /// <param name="scripts">The scripts as they stand in the page. One that is no JSON is passed over.</param>
    public static JsonLdNodes Read(IEnumerable<string> scripts)
    {
        var all = new JsonLdNodes();
        foreach (var script in scripts)
            if ((Parse(script) ?? Parse(Entities.Decode(script))) is { } root)
                all.Add(root, isOther: false);
        return all;
    }

    /// <summary>The objects of a type that <paramref name="isType"/> knows; those about other works come last.</summary>
    public IEnumerable<JsonElement> OfType(Func<string, bool> isType) =>
        nodes.Where(n => Types(n.Node).Any(isType)).OrderBy(n => n.IsOther).Select(n => n.Node);

    /// <summary>The objects or texts a member holds, one or many, references resolved.</summary>
    public IEnumerable<JsonElement> Values(JsonElement node, string member)
    {
        if (node.Get(member) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Resolved) : [Resolved(value)];
    }

    /// <summary>The member as text, or of an object its name.</summary>
    public string? Text(JsonElement node, string member)
    {
        foreach (var value in Values(node, member))
            if ((value.AsText() ?? value.Text("@value") ?? value.Text("name")) is { } text)
                return text;
        return null;
    }

    private JsonElement Resolved(JsonElement value) =>
        value.Text("@id") is { } id && value.EnumerateObject().Count() <= 2 && byId.TryGetValue(id, out var node) ? node : value;

    private static IEnumerable<string> Types(JsonElement node) => node.Get("@type") is not { } type ? []
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => Bare(t.AsText())) : [Bare(type.AsText())];

    private static string Bare(string? type) => type is null ? "" : type[(type.LastIndexOfAny(['/', '#', ':']) + 1)..];

    private void Add(JsonElement element, bool isOther)
    {
        if (nodes.Count >= MostNodes)
            return;
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Add(item, isOther);
        if (element.ValueKind != JsonValueKind.Object)
            return;
        nodes.Add((element, isOther));
        if (element.Text("@id") is { } id && element.EnumerateObject().Count() > 2)
            byId.TryAdd(id, element);
        foreach (var member in element.EnumerateObject())
            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                Add(member.Value, isOther || Others.Contains(member.Name));
    }

    private static JsonElement? Parse(string script)
    {
        // Raw line ends inside strings are the most common fault, and between them they are blanks as well.
        var text = Control().Replace(Wrapping().Replace(script, ""), " ").Trim().TrimEnd(';');
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"[\u0000-\u001F]")]
    private static partial Regex Control();

    [GeneratedRegex(@"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")]
    private static partial Regex Wrapping();
}
