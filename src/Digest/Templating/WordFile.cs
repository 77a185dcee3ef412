using System.Text;
using System.Text.Json;

namespace Digest.Templating;

/// <summary>One text of a language: whole, or a form for each plural category.</summary>
/// <param name="File">Where it stands, as faults show it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Forms">By category; a text without a number has <c>other</c> alone.</param>
internal sealed record Wording(string File, int Line, int Column, IReadOnlyDictionary<string, string> Forms)
{
    public string For(string category) => Forms.TryGetValue(category, out var form) ? form : Forms["other"];
}

/// <summary>Reads the texts of one language, <c>i18n/de.json</c>: keys with a text, or with an object of plural forms.</summary>
internal static class WordFile
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="file">As faults show it.</param>
    /// <param name="text">What stands in it.</param>
    /// <exception cref="TemplateFault">It is no JSON, or of another shape.</exception>
    public static IReadOnlyDictionary<string, Wording> Read(string file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, Lenient);
        try
        {
            var words = new Dictionary<string, Wording>(StringComparer.Ordinal);
            Expect(ref reader, JsonTokenType.StartObject, file, bytes, "a language file is an object: { \"key\": \"text\" }");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString() ?? "";
                var (line, column) = At(bytes, reader.TokenStartIndex);
                if (!words.TryAdd(key, new Wording(file, line, column, Forms(ref reader, file, bytes, key))))
                    throw new TemplateFault(file, line, column, $"the key {key} stands here for the second time");
            }
            while (reader.Read())
            {
                // What follows the object is no JSON, and says so.
            }
            return words;
        }
        catch (InvalidOperationException error)
        {
            // Half a character, as \ud83d alone, is valid JSON and no text.
            throw Fault(bytes, reader.TokenStartIndex, file, "this is no text: half a character", error);
        }
        catch (JsonException error)
        {
            var (line, column) = ((int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1);
            throw new TemplateFault(file, line, column, "this is no JSON: " + error.Message.Split(" LineNumber:")[0], error);
        }
    }

    private static Dictionary<string, string> Forms(ref Utf8JsonReader reader, string file, byte[] bytes, string key)
    {
        var forms = new Dictionary<string, string>(StringComparer.Ordinal);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            forms["other"] = reader.GetString() ?? "";
            return forms;
        }
        var (line, column) = At(bytes, reader.TokenStartIndex);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TemplateFault(file, line, column, $"{key} should be a text, or an object of plural forms");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var form = reader.GetString() ?? "";
            if (!PluralRules.Forms.Contains(form)) throw Fault(bytes, reader.TokenStartIndex, file, $"{form} is no plural form; these are: {string.Join(", ", PluralRules.Forms)}");
            Expect(ref reader, JsonTokenType.String, file, bytes, $"the form {form} of {key} should be a text");
            forms[form] = reader.GetString() ?? "";
        }
        return forms.ContainsKey("other") ? forms : throw new TemplateFault(file, line, column, $"{key} needs the form other");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string file, byte[] bytes, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != token) throw Fault(bytes, reader.TokenStartIndex, file, otherwise);
    }

    private static TemplateFault Fault(byte[] bytes, long index, string file, string cause, Exception? inner = null)
    {
        var (line, column) = At(bytes, index);
        return new TemplateFault(file, line, column, cause, inner);
    }

    private static (int Line, int Column) At(byte[] bytes, long index)
    {
        var before = Encoding.UTF8.GetString(bytes, 0, (int)index);
        var start = before.LastIndexOf('\n') + 1;
        return (before.Count(c => c == '\n') + 1, before.Length - start + 1);
    }
}
