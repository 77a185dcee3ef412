using System.Globalization;
using System.Text;
using Dapper;

namespace Digest.Storage;

/// <summary>
/// Many rows for one statement, as parameters, on both databases: <c>with NAME (COLUMNS) as (values …)</c> before it. No value is
/// absent in the first row, by which PostgreSQL learns of what kind a column is.
/// </summary>
/// <param name="name">By which the statement knows it.</param>
/// <param name="columns">Theirs.</param>
internal sealed class ValueTable(string name, params string[] columns)
{
    private readonly StringBuilder text = new($"with {name} ({string.Join(", ", columns)}) as (values ");
    private int rows;

    /// <summary>The values, to which those of the statement itself are added.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>What the statement begins with.</summary>
    public string With => $"{text})\n";

    /// <param name="row">A value for each column.</param>
    public void Add(params ReadOnlySpan<object> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var parameter = string.Create(CultureInfo.InvariantCulture, $"{name}{rows}_{i}");
            Parameters.Add(parameter, row[i]);
            text.Append(i > 0 ? ", @" : rows > 0 ? ", (@" : "(@").Append(parameter);
        }
        text.Append(')');
        rows++;
    }
}
