using System.Text.RegularExpressions;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Import;

/// <summary>Which column of a file says what: by its header, or, without one, the address and then the name.</summary>
internal sealed partial class ImportColumns
{
    private static readonly string[] Known = ["email", "name", "status", "timezone", "sendat", "topics", "createdat", "confirmedat"];
    private static readonly HashSet<string> Addresses = ["emailaddress", "mail"];

    private readonly string[] columns;

    private ImportColumns(string[] columns) => this.columns = columns;

    /// <summary>The header's words for columns that are not read.</summary>
    public IReadOnlyList<string> Unread { get; private init; } = [];

    public int Count => columns.Length;

    public static ImportColumns Plain { get; } = new(["email", "name"]);

    /// <summary>Null: the record is no header but a reader.</summary>
    /// <exception cref="Fault">A column that is not read may say who left; nobody may be mailed past it.</exception>
    public static ImportColumns? FromHeader(string[] fields)
    {
        if (fields.Any(f => MailAddress.Parse(f) is not null)) return null;
        var names = fields.Select(Usual).ToArray();
        if (!names.Contains("email")) return null;
        var unread = fields.Where((_, i) => !Known.Contains(names[i])).ToList();
        if (unread.Find(f => SaysNo().IsMatch(f)) is { } risky)
            throw new Fault($"The file has a column '{ReaderText.Name(risky)}', which may say who left and can't be read yet. Take those readers and the column out, and keep email, name and status.");
        return new ImportColumns(names) { Unread = [.. unread.Where(f => f.Length > 0).Select(f => ReaderText.Name(f))] };
    }

    /// <summary>What a record says in a column; empty: nothing.</summary>
    public string Of(string[] fields, string column)
    {
        var at = Array.IndexOf(columns, column);
        return at >= 0 && at < fields.Length ? fields[at] : "";
    }

    private static string Usual(string header)
    {
        var bare = string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return Addresses.Contains(bare) ? "email" : bare;
    }

    [GeneratedRegex("unsub|subscribed|clean|disabl|status|bounce|complain|delete|block|suppress|active|type|opt.?out", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex SaysNo();
}
