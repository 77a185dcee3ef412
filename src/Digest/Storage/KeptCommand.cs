using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Digest.Storage;

/// <summary>
/// A text of SQL that each connection understands once and runs again and again: for what is run for every few mails, where
/// understanding it costs several times what running it does. It goes with its connection.
/// </summary>
/// <param name="sql">With parameters like <c>@name</c>, for the database that the connection speaks to.</param>
/// <param name="parameters">Their names without the sign, in the order in which values are given.</param>
internal sealed class KeptCommand(Func<DbConnection, string> sql, params string[] parameters)
{
    private readonly ConditionalWeakTable<DbConnection, DbCommand> kept = [];

    /// <summary>Ready to be run once; not to be disposed of. One at a time on a connection.</summary>
    public DbCommand With(DbConnection c, DbTransaction t, params ReadOnlySpan<object?> values)
    {
        var command = kept.GetValue(c, Make);
        command.Transaction = t;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = RowTypes.InRow(values[i]);
        return command;
    }

    private DbCommand Make(DbConnection c)
    {
        var command = c.CreateCommand();
        command.CommandText = sql(c);
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
