using System.Data.Common;

namespace Digest.Storage;

/// <summary>
/// Statements of one transaction that run many times. Where the database is a file each is prepared once and runs at once; where it is
/// a server many go together, in order, with one way there and back. Who reads what they wrote has them sent before, and so does who
/// ends the step.
/// </summary>
internal sealed class Statements(DbConnection c, DbTransaction? t) : IAsyncDisposable
{
    private const int Most = 500;

    private readonly List<DbCommand> prepared = [];
    private DbBatch? waiting;

    /// <param name="sql">With parameters like <c>@name</c>. It returns nothing.</param>
    /// <param name="names">Of the parameters, without the sign, in the order in which values are given.</param>
    /// <returns>Runs it once with these values.</returns>
    public Func<object?[], Task> Make(string sql, params string[] names)
    {
        if (c.CanCreateBatch) return values => AddAsync(sql, names, values);
        var command = c.CreateCommand();
        prepared.Add(command);
        (command.CommandText, command.Transaction) = (sql, t);
        foreach (var name in names) Add(command.Parameters, command.CreateParameter(), name);
        return values =>
        {
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = RowTypes.InRow(values[i]);
            return command.ExecuteNonQueryAsync();
        };
    }

    /// <summary>Runs all that wait.</summary>
    /// <exception cref="DbException">One of them failed.</exception>
    public async Task SendAsync()
    {
        if (waiting is null) return;
        await using var sent = waiting;
        waiting = null;
        sent.Transaction = t;
        await sent.ExecuteNonQueryAsync();
    }

    /// <summary>What still waits is forgotten: its step has failed.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var command in prepared) await command.DisposeAsync();
        if (waiting is not null) await waiting.DisposeAsync();
    }

    private Task AddAsync(string sql, string[] names, object?[] values)
    {
        waiting ??= c.CreateBatch();
        var command = waiting.CreateBatchCommand();
        command.CommandText = sql;
        for (var i = 0; i < names.Length; i++) Add(command.Parameters, command.CreateParameter(), names[i]).Value = RowTypes.InRow(values[i]);
        waiting.BatchCommands.Add(command);
        return waiting.BatchCommands.Count < Most ? Task.CompletedTask : SendAsync();
    }

    private static DbParameter Add(DbParameterCollection parameters, DbParameter parameter, string name)
    {
        parameter.ParameterName = "@" + name;
        parameters.Add(parameter);
        return parameter;
    }
}
