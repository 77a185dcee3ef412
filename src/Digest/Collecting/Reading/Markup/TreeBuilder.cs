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
    private string? ownDefault;
    private bool isAtom;

    /// <summary>The first element of the document; null while there is none.</summary>
    public Node? Root { get; private set; }

    /// <summary>The innermost element that is open; null when none is.</summary>
    public Node? Innermost => open.Count == 0 ? null : open.Peek().Node;

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
        var name = fullName[(colon + 1)..];
        var node = new Node(name, VocabularyOf(name, prefix, scope), open.Count == 0 ? null : open.Peek().Node)
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
        if (!IsOpen(fullName))
            return;
        while (!Same(open.Pop().FullName, fullName))
        {
            // An element inside it was never closed.
        }
    }

    /// <summary>Closes the innermost open element.</summary>
    public void EndInnermost() => open.Pop();

    /// <summary>Closes all that is open in the innermost element that holds; nothing when none does.</summary>
    public void EndWithin(Func<Node, bool> holds)
    {
        if (!open.Any(element => holds(element.Node)))
            return;
        while (!holds(open.Peek().Node))
            open.Pop();
    }

    private bool IsOpen(string fullName)
    {
        foreach (var (_, name, _) in open)
            if (Same(name, fullName))
                return true;
        return false;
    }

    /// <summary>In well-formed documents they differ in nothing; in others case is the least of it.</summary>
    private static bool Same(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The vocabulary of a name. What stands in the root's own default namespace is the document's own, whatever that
    /// namespace is: there is RSS that calls itself Atom or XHTML.
    /// </summary>
    private Vocabulary VocabularyOf(string name, string prefix, Scope scope)
    {
        var address = scope.Address(prefix);
        if (Root is null)
            (ownDefault, isAtom) = (scope.Address(""), name.ToLowerInvariant() is "feed" or "entry");
        return prefix.Length == 0 && !isAtom && address is not null && address == ownDefault
            ? Vocabulary.Core : Vocabularies.Of(prefix, address);
    }

    /// <summary>Which prefix stands for which namespace, from here down. What an outer scope says is copied, so that asking is one look.</summary>
    private sealed class Scope(Dictionary<string, string> known)
    {
        private const int Most = 200;

        public static Scope Of(Scope? outer, IReadOnlyList<(string Name, string Value)> attributes)
        {
            Dictionary<string, string>? own = null;
            foreach (var (name, value) in attributes)
            {
                var prefix = name == "xmlns" ? "" : name.StartsWith("xmlns:", StringComparison.Ordinal) ? name[6..] : null;
                if (prefix is null || outer?.Address(prefix) == value)
                    continue;
                own ??= outer is null ? [] : new Dictionary<string, string>(outer.Known);
                if (own.Count < Most)
                    own[prefix] = value;
            }

            return own is null && outer is not null ? outer : new Scope(own ?? []);
        }

        public string? Address(string prefix) => known.GetValueOrDefault(prefix);

        private Dictionary<string, string> Known => known;
    }
}

/// <summary>A document is beyond what any feed is; its message is the reason, for people.</summary>
internal sealed class TooMuchException(string reason) : Exception(reason);
