namespace Digest.Collecting.Reading.Markup;

/// <summary>
/// Grows the tree of a document and keeps it within limits; throws <see cref="TooMuchException"/> beyond them.
/// End tags without a start are passed over, and what is open when the text ends is closed.
/// </summary>
internal sealed class TreeBuilder
{
    public const int Deepest = 256;
    private const int MostElements = 300_000;

    private readonly Stack<(Node Node, string FullName, Scope Scope)> open = new();
    private int elements;

    /// <summary>The first element of the document; null while there is none.</summary>
    public Node? Root { get; private set; }

    public void Start(string fullName, IReadOnlyList<(string Name, string Value)> attributes, bool isEmpty)
    {
        if (Root is not null && open.Count == 0)
            return;
        if (open.Count >= Deepest)
            throw new TooMuchException($"nested deeper than {Deepest} elements");
        if (++elements > MostElements)
            throw new TooMuchException($"more than {MostElements} elements");
        var scope = Scope.Of(open.Count == 0 ? null : open.Peek().Scope, attributes);
        var colon = fullName.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : fullName[..colon];
        var node = new Node(fullName[(colon + 1)..], Vocabularies.Of(prefix, scope.Address(prefix)), open.Count == 0 ? null : open.Peek().Node)
        {
            Attributes = attributes,
        };
        Root ??= node;
        node.Parent?.Add(node);
        if (!isEmpty)
            open.Push((node, fullName, scope));
    }

    public void Text(string text)
    {
        if (open.Count > 0 && text.Length > 0)
            open.Peek().Node.Add(text);
    }

    /// <summary>Closes the innermost open element of this name, and what is still open in it.</summary>
    public void End(string fullName)
    {
        if (!open.Any(element => element.FullName == fullName))
            return;
        while (open.Pop().FullName != fullName)
        {
            // An element inside it was never closed.
        }
    }

    /// <summary>Which prefix stands for which namespace, from here down.</summary>
    private sealed class Scope(Scope? outer, IReadOnlyDictionary<string, string> declared)
    {
        public static Scope Of(Scope? outer, IReadOnlyList<(string Name, string Value)> attributes)
        {
            Dictionary<string, string>? declared = null;
            foreach (var (name, value) in attributes)
                if (name == "xmlns")
                    (declared ??= [])[""] = value;
                else if (name.StartsWith("xmlns:", StringComparison.Ordinal))
                    (declared ??= [])[name[6..]] = value;
            return declared is null && outer is not null ? outer : new Scope(outer, declared ?? []);
        }

        public string? Address(string prefix)
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
                if (scope.Declared.TryGetValue(prefix, out var address))
                    return address;
            return null;
        }

        private Scope? Outer => outer;

        private IReadOnlyDictionary<string, string> Declared => declared;
    }
}

/// <summary>A document is beyond what any feed is; its message is the reason, for people.</summary>
internal sealed class TooMuchException(string reason) : Exception(reason);
