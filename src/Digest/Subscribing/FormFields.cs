namespace Digest.Subscribing;

/// <summary>Collects the fields of a body and what is wrong with them. Fields that the form does not have are passed over.</summary>
internal sealed class FormFields
{
    private static readonly Dictionary<string, int> Longest = new(StringComparer.Ordinal)
    {
        ["email"] = 320,
        ["name"] = 1000,
        ["newsletter"] = 64,
        ["time_zone"] = 64,
        ["next"] = 2048,
    };

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> errors = new(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Longest.Keys;

    public void Add(string name, string value)
    {
        if (value.Length > Longest[name]) Refuse(name, $"Please use at most {Longest[name]} characters.");
        else if (!values.TryAdd(name, value)) Refuse(name, "Please give this once.");
    }

    public void Refuse(string name, string why) => errors[name] = why;

    public SignUpForm Read() => new()
    {
        Email = Value("email"),
        Name = Value("name"),
        Newsletter = Value("newsletter").Trim(),
        TimeZone = Value("time_zone").Trim(),
        Next = Value("next").Trim(),
        Errors = errors,
    };

    private string Value(string name) => values.GetValueOrDefault(name, "");
}
