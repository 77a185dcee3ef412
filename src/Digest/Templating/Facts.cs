using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Scriban.Runtime;

namespace Digest.Templating;

/// <summary>
/// Turns what a room wants to tell a template into plain script values: strings, numbers, truth values, times
/// (ISO 8601 UTC), addresses, lists, and objects of these. Objects come from dictionaries or anonymous types
/// (<c>StoryCount</c> becomes <c>story_count</c>); any other object is refused, so that no live object, and
/// nothing it leads to, is ever within a template's reach. The result is read-only.
/// </summary>
internal static class Facts
{
    private const int DepthLimit = 8;

    /// <exception cref="ArgumentException">A value that is not plain; the message names the way to it.</exception>
    public static ScriptObject From(object facts) =>
        Value(facts, "facts", 0) as ScriptObject
        ?? throw new ArgumentException("Facts are an anonymous object or a dictionary.", nameof(facts));

    private static object? Value(object? value, string way, int depth)
    {
        if (depth > DepthLimit)
            throw new ArgumentException($"{way} is nested more than {DepthLimit} deep.");
        return value switch
        {
            null or string or bool or int or long or double or decimal => value,
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Uri address => address.OriginalString,
            ScriptObject made => made,
            IDictionary map => Map(map, way, depth),
            IEnumerable<KeyValuePair<string, object?>> pairs => Pairs(pairs, way, depth),
            IEnumerable list => List(list, way, depth),
            _ when IsAnonymous(value.GetType()) => Anonymous(value, way, depth),
            _ => throw new ArgumentException($"{way} is a {value.GetType().Name}: templates get plain values only."),
        };
    }

    private static ScriptObject Map(IDictionary map, string way, int depth)
    {
        var pairs = map.Keys.Cast<object>().Select(key => key is string name
            ? KeyValuePair.Create(name, map[key])
            : throw new ArgumentException($"{way} has a key that isn't a string."));
        return Pairs(pairs, way, depth);
    }

    private static ScriptObject Anonymous(object value, string way, int depth) =>
        Pairs(value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => KeyValuePair.Create(SnakeCase(property.Name), property.GetValue(value))), way, depth);

    private static ScriptObject Pairs(IEnumerable<KeyValuePair<string, object?>> pairs, string way, int depth)
    {
        var made = new ScriptObject();
        foreach (var (name, value) in pairs)
            made[name] = Value(value, $"{way}.{name}", depth + 1);
        made.IsReadOnly = true;
        return made;
    }

    private static ReadOnlyCollection<object?> List(IEnumerable list, string way, int depth)
    {
        var made = new List<object?>();
        foreach (var item in list)
            made.Add(Value(item, $"{way}[{made.Count}]", depth + 1));
        return made.AsReadOnly();
    }

    private static bool IsAnonymous(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        && type.Name.Contains("AnonymousType", StringComparison.Ordinal);

    private static string SnakeCase(string name)
    {
        var made = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && made.Length > 0 && made[^1] != '_')
                made.Append('_');
            made.Append(char.ToLowerInvariant(letter));
        }

        return made.ToString();
    }
}
