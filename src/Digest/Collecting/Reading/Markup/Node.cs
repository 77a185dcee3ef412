using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Reading.Markup;

/// <summary>
/// An element of a feed, as little of it as reading needs. Names are compared without case and by their local part;
/// the tree is at most <see cref="TreeBuilder.Deepest"/> deep, so that recursion over it is safe.
/// </summary>
internal sealed class Node(string name, Vocabulary vocabulary, Node? parent)
{
    private readonly List<object> content = [];

    /// <summary>The local name as written.</summary>
    public string Name => name;

    public Vocabulary Vocabulary => vocabulary;

    public Node? Parent => parent;

    /// <summary>The attributes with their full names, namespace declarations among them; decoded.</summary>
    public IReadOnlyList<(string Name, string Value)> Attributes { get; set; } = [];

    /// <summary>Elements and pieces of text, in their order.</summary>
    public IReadOnlyList<object> Content => content;

    public IEnumerable<Node> Children => content.OfType<Node>();

    public bool HasChildren => content.Exists(static part => part is Node);

    /// <summary>All text in the element and below, as it stands.</summary>
    public string Text
    {
        get
        {
            if (content.Count == 1 && content[0] is string only)
                return only;
            var text = new StringBuilder();
            AppendText(text);
            return text.ToString();
        }
    }

    public void Add(Node child) => content.Add(child);

    public void Add(string text) => content.Add(text);

    /// <summary>Puts other words in the place of each piece of text in the element and below, one after another.</summary>
    public void Reword(Func<string, string> other)
    {
        for (var i = 0; i < content.Count; i++)
            if (content[i] is Node child)
                child.Reword(other);
            else
                content[i] = other((string)content[i]);
    }

    /// <summary>Puts other words in the place of the values of attributes.</summary>
    public void RewordAttributes(Func<string, string> other, params ReadOnlySpan<string> names)
    {
        var reworded = Attributes.ToArray();
        for (var i = 0; i < reworded.Length; i++)
            if (names.Contains(reworded[i].Name))
                reworded[i].Value = other(reworded[i].Value);
        Attributes = reworded;
    }

    public bool Is(string local) => name.Equals(local, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of the attribute with this local name, trimmed; null when it is absent or blank.</summary>
    public string? Attribute(string local)
    {
        foreach (var (written, value) in Attributes)
            if (written.AsSpan(written.IndexOf(':', StringComparison.Ordinal) + 1).Equals(local, StringComparison.OrdinalIgnoreCase)
                && !written.StartsWith("xmlns", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(value))
                return value.Trim();
        return null;
    }

    /// <summary>All children of this name, in the order of the vocabularies given, then of the document.</summary>
    public IEnumerable<Node> All(string local, params Vocabulary[] order)
    {
        foreach (var wanted in order)
            foreach (var part in content)
                if (part is Node child && child.Vocabulary == wanted && child.Is(local))
                    yield return child;
    }

    // The next two are asked some thirty times for each item, so they make nothing.

    /// <summary>The first of <see cref="All"/>.</summary>
    public Node? First(string local, params ReadOnlySpan<Vocabulary> order)
    {
        foreach (var wanted in order)
            foreach (var part in content)
                if (part is Node child && child.Vocabulary == wanted && child.Is(local))
                    return child;
        return null;
    }

    /// <summary>The text of the first of <see cref="All"/> that has any, trimmed, out of a CDATA section written as text.</summary>
    public string? Value(string local, params ReadOnlySpan<Vocabulary> order)
    {
        foreach (var wanted in order)
            foreach (var part in content)
                if (part is Node child && child.Vocabulary == wanted && child.Is(local) && child.Trimmed is { } text)
                    return text;
        return null;
    }

    /// <summary>The text of the element trimmed; null when it is blank.</summary>
    public string? Trimmed
    {
        get
        {
            var text = Text.Trim();
            if (text.StartsWith("<![CDATA[", StringComparison.Ordinal) && text.EndsWith("]]>", StringComparison.Ordinal))
                text = text[9..^3].Trim();
            return text.Length == 0 ? null : text;
        }
    }

    /// <summary>The base for relative addresses here: every <c>xml:base</c> on the way down, from <paramref name="document"/> on.</summary>
    public Uri? Base(Uri? document)
    {
        var outer = parent is null ? document : parent.Base(document);
        foreach (var (written, value) in Attributes)
            if (written.Equals("xml:base", StringComparison.OrdinalIgnoreCase) && WebAddress.AbsoluteUri(value, outer) is { } inner)
                return inner;
        return outer;
    }

    private void AppendText(StringBuilder text)
    {
        foreach (var part in content)
            if (part is Node child)
                child.AppendText(text);
            else
                text.Append((string)part);
    }
}
