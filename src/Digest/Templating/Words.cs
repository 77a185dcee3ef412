using System.Globalization;

namespace Digest.Templating;

/// <summary>
/// The texts of one language: its own first (<c>de-AT</c>, then <c>de</c>), English for what those lack. A value stands in
/// a text as <c>{0}</c>, <c>{1}</c>, and so on; the first number among the values decides the plural form.
/// </summary>
internal sealed class Words(CultureInfo culture, IReadOnlyList<(string Language, IReadOnlyDictionary<string, Wording> Texts)> layers, int longest)
{
    /// <param name="key">As in the language files.</param>
    /// <param name="values">Texts, whole numbers, what <c>include</c> and <c>say</c> made.</param>
    /// <returns>Null: no language has the key.</returns>
    /// <exception cref="TemplateFault">The text asks for a value that is not given, or is too long.</exception>
    public Phrase? Find(string key, IReadOnlyList<object?> values)
    {
        foreach (var (language, texts) in layers)
        {
            if (!texts.TryGetValue(key, out var wording)) continue;
            var number = values.Select(Number).FirstOrDefault(n => n is not null);
            var form = wording.For(number is { } n ? PluralRules.Of(language, n) : "other");
            return Fill(key, wording, form, values);
        }
        return null;
    }

    /// <summary>The text as a string.</summary>
    /// <exception cref="TemplateFault">There is none, it asks for a value that is not given, or is too long.</exception>
    public string Say(string key, params IReadOnlyList<object?> values) =>
        Find(key, values)?.ToString() ?? throw new TemplateFault("templates/i18n/en.json", 1, 1, $"there is no text {key}");

    private Phrase Fill(string key, Wording wording, string form, IReadOnlyList<object?> values)
    {
        var phrase = new Phrase(longest);
        for (var i = 0; i < form.Length;)
        {
            var open = form.IndexOf('{', i);
            var close = open < 0 ? -1 : form.IndexOf('}', open);
            if (close < 0 || !int.TryParse(form.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                var end = open < 0 ? form.Length : open + 1;
                phrase.AddOwn(form[i..end]);
                i = end;
                continue;
            }
            if (place >= values.Count)
                throw new TemplateFault(wording.File, wording.Line, wording.Column, $"{key} wants a value {{{place}}}, and the template gives {values.Count}");
            phrase.AddOwn(form[i..open]);
            Add(phrase, values[place]);
            i = close + 1;
        }
        return phrase.IsTooLong ? throw new TemplateFault(wording.File, wording.Line, wording.Column, $"{key} grows longer than {longest / 1024} KiB") : phrase;
    }

    private void Add(Phrase phrase, object? value)
    {
        if (Number(value) is { } number) phrase.AddOwn(number.ToString("N0", culture));
        else phrase.AddValue(value);
    }

    private static long? Number(object? value) => value switch
    {
        int n => n,
        long n => n,
        _ => null,
    };
}
