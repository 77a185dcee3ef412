using Digest.Subscribing.Forms;

namespace Digest.Subscribing;

/// <summary>
/// Collects the fields of a body and what is wrong with them. Fields that mean nothing to us are passed over. What comes
/// twice, by one name or by two, must say the same.
/// </summary>
internal sealed class FormFields
{
    private readonly Dictionary<Field, List<string>> values = new(ReferenceEqualityComparer.Instance);
    private bool isOurs;
    private readonly Dictionary<string, FormFault> errors = new(StringComparer.Ordinal);

    /// <param name="name">As the form calls it.</param>
    /// <param name="value">Null: no text.</param>
    public void Add(string name, string? value)
    {
        if (FieldNames.Of(name) is not { } field) return;
        isOurs |= name is FieldNames.Token or FieldNames.Trap;
        // Empty beside another name for the same thing: a form of two products, of which one was filled.
        if (value?.Length == 0 && Of(field).Count > 0) return;
        if (value is { Length: > 0 } && Of(field) is [{ Length: 0 }]) Of(field).Clear();
        if (value is null) Refuse(field, FormFault.NoText);
        else if (value.Length > field.Longest) Refuse(field, FormFault.TooLong(field.Longest));
        else if (field.Repeats) Of(field).Add(value);
        else if (Of(field) is [var before] && before.Trim() != value.Trim()) Refuse(field, FormFault.Twice);
        else if (Of(field).Count == 0) Of(field).Add(value);
    }

    public SignUpForm Read() => new()
    {
        Email = Value(Field.Email),
        Name = $"{Value(Field.FullName)} {Value(Field.LastName)}".Trim(),
        Newsletter = Value(Field.Newsletter).Trim(),
        Lists = Of(Field.List),
        Topics = Of(Field.Topics),
        TimeZone = Value(Field.TimeZone).Trim(),
        Language = Value(Field.Language).Trim(),
        Next = Value(Field.Next).Trim(),
        Token = Value(Field.Token),
        IsOurs = isOurs,
        IsTrapped = Of(Field.Trap).Any(v => !string.IsNullOrWhiteSpace(v)),
        Errors = errors,
    };

    private void Refuse(Field field, FormFault fault) => errors[field.Name] = fault;

    private List<string> Of(Field field)
    {
        if (!values.TryGetValue(field, out var list)) values[field] = list = [];
        return list;
    }

    private string Value(Field field) => Of(field) is [var value, ..] ? value : "";
}
