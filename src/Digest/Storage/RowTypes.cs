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
        SqlMapper.AddTypeHandler(typeof(DateTimeOffset), new TimeHandler());
        SqlMapper.AddTypeHandler(typeof(PublicId), new IdHandler());
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(typeof(DateOnly), new DateHandler());
        SqlMapper.RemoveTypeMap(typeof(string));
        SqlMapper.AddTypeHandler(typeof(string), new TextHandler());
    }

    /// <summary>A value as a parameter of a command takes it.</summary>
    public static object InRow(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        PublicId id => id.ToBytes(),
        string text => Storable(text),
        var other => other,
    };

    /// <summary>A state as it is stored: <c>InDoubt</c> is <c>in_doubt</c>.</summary>
    public static string Text<T>(this T state) where T : struct, Enum => Names<T>.Text[state];

    /// <summary>Reads a stored state.</summary>
    /// <exception cref="FormatException">The text is no state of this kind.</exception>
    public static T ToState<T>(this string text) where T : struct, Enum =>
        Names<T>.State.TryGetValue(text, out var state) ? state : throw new FormatException($"'{text}' is no {typeof(T).Name}");

    /// <summary>A text as both databases can hold it: what is no character (U+0000, half a surrogate pair) becomes U+FFFD.</summary>
    public static string Storable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal)) return text;
        // The encoder puts U+FFFD in place of halves.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }

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

    // Typed also where there is none: PostgreSQL asks of what kind the absent is.
    private abstract class Handler<T>(DbType type) : SqlMapper.ITypeHandler where T : struct
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = type;
            parameter.Value = value is T present ? Stored(present) : DBNull.Value;
        }

        // A column alone comes here even where it has no value.
        public object? Parse(Type destinationType, object value) => value is DBNull ? null : Read(value);

        protected abstract object Stored(T value);

        protected abstract T Read(object value);
    }

    private sealed class TimeHandler() : Handler<DateTimeOffset>(DbType.Int64)
    {
        protected override object Stored(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

        protected override DateTimeOffset Read(object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class IdHandler() : Handler<PublicId>(DbType.Binary)
    {
        protected override object Stored(PublicId value) => value.ToBytes();

        protected override PublicId Read(object value) => PublicId.FromBytes((byte[])value);
    }

    private sealed class TextHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value is string text ? Storable(text) : DBNull.Value;
        }

        public object? Parse(Type destinationType, object value) => value as string;
    }

    private sealed class DateHandler() : Handler<DateOnly>(DbType.String)
    {
        protected override object Stored(DateOnly value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        protected override DateOnly Read(object value) => DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
