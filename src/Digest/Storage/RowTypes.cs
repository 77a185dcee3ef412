using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;

namespace Digest.Storage;

/// <summary>How values stand in rows: times as Unix milliseconds in UTC, ids as 16 bytes, states as snake_case text.</summary>
internal static class RowTypes
{
    [ModuleInitializer]
    internal static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.AddTypeHandler(new IdHandler());
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(new DateHandler());
    }

    /// <summary>A state as it is stored: <c>InDoubt</c> is <c>in_doubt</c>.</summary>
    public static string Text<T>(this T state) where T : struct, Enum => Names<T>.Text[state];

    /// <summary>Reads a stored state.</summary>
    /// <exception cref="FormatException">The text is no state of this kind.</exception>
    public static T ToState<T>(this string text) where T : struct, Enum =>
        Names<T>.State.TryGetValue(text, out var state) ? state : throw new FormatException($"'{text}' is no {typeof(T).Name}");

    private static class Names<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Text = Enum.GetValues<T>().ToDictionary(s => s, s => SnakeCase(s.ToString()));
        public static readonly Dictionary<string, T> State = Text.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }

        public override DateTimeOffset Parse(object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class IdHandler : SqlMapper.TypeHandler<PublicId>
    {
        public override void SetValue(IDbDataParameter parameter, PublicId value)
        {
            parameter.DbType = DbType.Binary;
            parameter.Value = value.ToBytes();
        }

        public override PublicId Parse(object value) => PublicId.FromBytes((byte[])value);
    }

    private sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        public override DateOnly Parse(object value) =>
            DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
