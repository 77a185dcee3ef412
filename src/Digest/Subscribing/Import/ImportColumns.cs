using System.Text.RegularExpressions;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Import;

/// <summary>Which column of a file says what: by the header of a known product, or, without one, the address and then the name.</summary>
internal sealed partial class ImportColumns
{
    private readonly Column?[] columns;
    private readonly int[] at = new int[Enum.GetValues<Meaning>().Length];

    private ImportColumns(Product product, Column?[] columns)
    {
        Product = product;
        this.columns = columns;
        Array.Fill(at, -1);
        for (var i = 0; i < columns.Length; i++)
            if (columns[i] is { } column && at[(int)column.Meaning] < 0) at[(int)column.Meaning] = i;
    }

    public Product Product { get; }

    /// <summary>The header's words for columns that are not read.</summary>
    public IReadOnlyList<string> Unread { get; private init; } = [];

    /// <summary>What the file says of everybody in it; null: nothing.</summary>
    public Said? Everybody { get; private init; }

    public int Count => columns.Length;

    /// <param name="fileName">Some products tell by the name of a file who is in it.</param>
    public static ImportColumns Plain(string fileName) =>
        new(Products.Plain, [Products.Plain.Of("email"), Products.Plain.Of("name")]) { Everybody = ByName(fileName, isMailchimp: false) };

    /// <summary>Of a list of who must not be mailed, whatever else it is; null: the record is no header but one of them.</summary>
    public static ImportColumns? OfRefused(string[] fields)
    {
        var columns = fields.Select(f => Products.Refused.Of(Column.Usual(f))).ToArray();
        if (!columns.Any(c => c?.Meaning is Meaning.Email or Meaning.AddressHash) || fields.Any(f => MailAddress.Parse(f) is not null)) return null;
        return new ImportColumns(Products.Refused, columns) { Unread = [.. fields.Where((f, i) => columns[i] is null && f.Length > 0).Select(f => ReaderText.Name(f))] };
    }

    /// <summary>Null: the record is no header but a reader.</summary>
    /// <exception cref="Fault">A column that is not read may say who left; nobody may be mailed past it.</exception>
    public static ImportColumns? FromHeader(string[] fields, string fileName)
    {
        if (fields.Any(f => MailAddress.Parse(f) is not null)) return null;
        var headers = fields.Select(Column.Usual).ToArray();
        var product = Products.Of(headers.ToHashSet());
        var columns = headers.Select(product.Of).ToArray();
        if (product != Products.Refused && !columns.Any(c => c?.Meaning == Meaning.Email))
        {
            // A renamed column: Mailchimp's first is the address, whatever its owner calls it.
            if (product.Name != "mailchimp") return null;
            columns[0] = product.Columns[0];
        }
        var unread = fields.Where((f, i) => columns[i] is null && f.Length > 0).ToList();
        if (unread.Find(f => RiskyColumns.IsRisky(f, product != Products.Plain)) is { } risky)
            throw new Fault($"The file has a column '{ReaderText.Name(risky)}', which may say who left and can't be read yet. Take those readers and the column out, and keep email, name and status.");
        var marks = columns.Where(c => c is { MarksFile: true }).ToList();
        return new ImportColumns(product, columns)
        {
            Unread = [.. unread.Select(f => ReaderText.Name(f))],
            Everybody = ByName(fileName, product.Name == "mailchimp") ?? (marks.Count == 1 ? marks[0]?.WhenFilled : null),
        };
    }

    /// <summary>What a record says in the first column of a meaning; empty: nothing.</summary>
    public string Of(string[] fields, Meaning meaning) => at[(int)meaning] is >= 0 and var i && i < fields.Length ? fields[i] : "";

    /// <summary>What it says in the last of them that says anything.</summary>
    public string LastOf(string[] fields, Meaning meaning)
    {
        for (var i = Math.Min(columns.Length, fields.Length) - 1; i >= 0; i--)
            if (columns[i]?.Meaning == meaning && fields[i].Length > 0) return fields[i];
        return "";
    }

    /// <summary>The columns of the standing that a record fills, with their words.</summary>
    public IEnumerable<(Column Column, string Word)> Standings(string[] fields)
    {
        if (at[(int)Meaning.Standing] < 0) yield break;
        for (var i = 0; i < columns.Length && i < fields.Length; i++)
            if (columns[i] is { Meaning: Meaning.Standing } column && fields[i].Length > 0) yield return (column, fields[i]);
    }

    // Without Mailchimp's columns only its own way to call them counts: a publisher's "cleaned.csv" is a tidy list.
    private static Said? ByName(string fileName, bool isMailchimp)
    {
        var match = MailchimpName().Match(fileName);
        return !match.Success || !(isMailchimp || match.Groups[2].Success) ? null : match.Groups[1].Value.ToLowerInvariant() switch
        {
            "nonsubscribed" => Said.NeverSubscribed,
            "unsubscribed" => Said.Unsubscribed,
            _ => Said.Bounced,
        };
    }

    [GeneratedRegex("^(nonsubscribed|unsubscribed|cleaned)(_.*_export)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MailchimpName();
}
