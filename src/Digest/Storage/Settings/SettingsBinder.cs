using System.Collections;
using System.Reflection;

namespace Digest.Storage.Settings;

/// <summary>
/// Fills option objects from configuration and knows no mercy: an unknown key or a value of the wrong kind becomes a
/// <see cref="Fault"/> that names the key and what it should be. A setting that silently does nothing costs an operator
/// an evening.
/// </summary>
internal static class SettingsBinder
{
    /// <exception cref="Fault">A key is unknown or a value unreadable.</exception>
    public static void Bind(object target, IConfiguration section, string path)
    {
        foreach (var child in section.GetChildren())
        {
            var key = $"{path}:{child.Key}";
            var property = target.GetType().GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null || !property.CanWrite) throw Unknown(target, child.Key, key);
            property.SetValue(target, Read(property.PropertyType, property.GetValue(target), child, key));
        }
    }

    /// <summary>A name like <c>form:heading</c> as the options spell it: <c>Form:Heading</c>. What they don't know stays as it is.</summary>
    public static string NameOf(Type options, string name)
    {
        var parts = name.Split(':');
        for (var (i, type) = (0, options); i < parts.Length; i++)
        {
            if (type.GetProperty(parts[i], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { } property) break;
            (parts[i], type) = (property.Name, property.PropertyType);
        }
        return string.Join(':', parts);
    }

    private static object? Read(Type type, object? current, IConfigurationSection section, string key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Values.Reads(type)) return Single(type, section, key);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return ReadList(type, section, key);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>)) return ReadMap(type, section, key);
        var target = current ?? Make(type);
        if (section.Value is { Length: > 0 }) throw new Fault($"{key} is a group of settings, not one value: set {key}:NAME instead.");
        Bind(target, section, key);
        return target;
    }

    private static object? Single(Type type, IConfigurationSection section, string key)
    {
        if (section.GetChildren().Any()) throw new Fault($"{key} should be {Values.Expected(type)}, not a group of settings.");
        return Values.Parse(type, section.Value ?? "", key);
    }

    private static IList ReadList(Type type, IConfigurationSection section, string key)
    {
        var item = type.GetGenericArguments()[0];
        var list = (IList)Make(type);
        if (section.Value is { Length: > 0 } joined && Values.Reads(item))
        {
            foreach (var part in joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                list.Add(Values.Parse(item, part, key));
        }
        else if (section.Value is { Length: > 0 }) throw new Fault($"{key} should be a list of groups, e.g. {key}:0:NAME.");
        foreach (var child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, out _)) throw new Fault($"{key} should be a list: write [ {{ … }} ], or {key}:0:{child.Key}.");
            list.Add(Read(item, null, child, $"{key}:{child.Key}"));
        }
        return list;
    }

    private static IDictionary ReadMap(Type type, IConfigurationSection section, string key)
    {
        var map = (IDictionary)Make(type);
        foreach (var child in section.GetChildren())
            map[child.Key] = Read(type.GetGenericArguments()[1], null, child, $"{key}:{child.Key}");
        return map;
    }

    private static object Make(Type type) =>
        Activator.CreateInstance(type) ?? throw new InvalidOperationException($"{type} has no default.");

    private static Fault Unknown(object target, string name, string key)
    {
        var known = target.GetType().GetProperties().Where(p => p.CanWrite).Select(p => p.Name).ToList();
        var near = known.Where(k => Distance(k, name) <= 2).ToList();
        return new Fault(near.Count > 0
            ? $"{key} is no setting. Did you mean {near[0]}?"
            : $"{key} is no setting. Known here: {string.Join(", ", known)}.");
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + same));
            }
        }
        return row[^1];
    }
}
