using System.Text;
using System.Text.Json;

namespace Digest.Storage;

/// <summary>
/// Many rows for one statement, on both databases: <c>with NAME as (select …)</c> before it. They go as one parameter of JSON,
/// so that the statement's text is the same for any number, and need be understood once only.
/// </summary>
internal sealed class ValueTable : IDisposable
{
    private readonly MemoryStream bytes = new();
    private readonly Utf8JsonWriter json;

    public ValueTable()
    {
        json = new Utf8JsonWriter(bytes);
        json.WriteStartArray();
    }

    /// <summary>What a statement begins with.</summary>
    /// <param name="dialect">Of the database.</param>
    /// <param name="name">Of the table.</param>
    /// <param name="columns">Each with its type, <c>bigint</c> or <c>text</c>: <c>"edition bigint"</c>.</param>
    public static string With(Dialect dialect, string name, params ReadOnlySpan<string> columns)
    {
        var text = new StringBuilder($"with {name} as (select ");
        for (var i = 0; i < columns.Length; i++)
        {
            var (column, type) = columns[i].Split(' ') is [var c, var t] ? (c, t) : throw new ArgumentException("a name and a type", nameof(columns));
            text.Append(i > 0 ? ", " : "").Append(System.Globalization.CultureInfo.InvariantCulture, $"cast(value ->> {i} as {type}) as {column}");
        }
        return text.Append(System.Globalization.CultureInfo.InvariantCulture, $" from {dialect.JsonRows(name)})\n").ToString();
    }

    /// <param name="numbers">The first columns.</param>
    /// <param name="text">The last one; null: there is none.</param>
    public void Add(ReadOnlySpan<long> numbers, string? text = null)
    {
        json.WriteStartArray();
        foreach (var number in numbers) json.WriteNumberValue(number);
        if (text is not null) json.WriteStringValue(RowTypes.Storable(text));
        json.WriteEndArray();
    }

    /// <summary>The rows, as the statement's parameter of the table's name takes them. Nothing is added to the table any more.</summary>
    public string Rows()
    {
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public void Dispose()
    {
        json.Dispose();
        bytes.Dispose();
    }
}
