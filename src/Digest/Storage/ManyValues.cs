using System.Data;
using Dapper;
using Npgsql;

namespace Digest.Storage;

/// <summary>
/// Values for <c>in @name</c>, of any number. PostgreSQL takes them as one array, and the text becomes <c>= any(@name)</c>;
/// for SQLite it becomes a list with a parameter each.
/// </summary>
internal sealed class ManyValues<T>(IEnumerable<T> values) : SqlMapper.ICustomQueryParameter where T : notnull
{
    public void AddParameter(IDbCommand command, string name)
    {
        var all = values is IEnumerable<string> texts ? (T[])(object)texts.Select(RowTypes.Storable).ToArray() : values.ToArray();
        var text = command.CommandText;
        if (command is NpgsqlCommand server)
        {
            server.Parameters.AddWithValue(name, all);
            command.CommandText = text.Replace($"in @{name}", $"= any(@{name})", StringComparison.Ordinal);
            return;
        }
        for (var i = 0; i < all.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{name}{i}", all[i]);
            command.Parameters.Add(parameter);
        }
        var list = all.Length == 0 ? "(select null where 1 = 0)" : $"({string.Join(',', Enumerable.Range(0, all.Length).Select(i => $"@{name}{i}"))})";
        command.CommandText = text.Replace($"in @{name}", $"in {list}", StringComparison.Ordinal);
    }
}

internal static class ManyValues
{
    /// <summary>For the parameter of an <c>in</c>.</summary>
    public static ManyValues<T> Of<T>(IEnumerable<T> values) where T : notnull => new(values);
}
