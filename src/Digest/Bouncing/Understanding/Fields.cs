using System.Text;

namespace Digest.Bouncing.Understanding;

/// <summary>A block of "Name: value" lines, as headers and status reports have (RFC 5322 section 2.2, RFC 3464 section 2.1). Names in any case, values unfolded.</summary>
internal sealed class Fields
{
    private readonly List<(string Name, string Value)> lines = [];

    public int Count => lines.Count;

    public void Add(string name, string value) => lines.Add((name, value));

    /// <summary>The first value that says something; null: none.</summary>
    public string? this[string name] => All(name).FirstOrDefault(v => v.Length > 0);

    public bool Has(string name) => this[name] is not null;

    public IEnumerable<string> All(string name) =>
        lines.Where(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(l => l.Value);

    public IReadOnlyList<(string Name, string Value)> Lines => lines;

    /// <summary>The blocks of a text, parted by empty lines. What is neither a field nor goes on with one is passed over.</summary>
    public static IReadOnlyList<Fields> Blocks(IEnumerable<string> text)
    {
        var blocks = new List<Fields>();
        var block = new Fields();
        foreach (var line in text)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (block.Count > 0) blocks.Add(block);
                block = block.Count > 0 ? new Fields() : block;
            }
            else if (char.IsWhiteSpace(line[0])) block.GoOn(line);
            else if (NameOf(line) is { } name) block.Add(name, line[(name.Length + 1)..].Trim());
        }
        if (block.Count > 0) blocks.Add(block);
        return blocks;
    }

    /// <summary>The name of the field that the line begins; null: it begins none.</summary>
    public static string? NameOf(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > 60) return null;
        foreach (var c in line.AsSpan(0, colon))
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return null;
        return line[..colon];
    }

    private void GoOn(string line)
    {
        if (lines.Count == 0) return;
        var (name, value) = lines[^1];
        if (value.Length < 8000) lines[^1] = (name, value.Length == 0 ? line.Trim() : new StringBuilder(value).Append(' ').Append(line.AsSpan().Trim()).ToString());
    }
}
