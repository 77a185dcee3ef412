using System.Text.Json;
using Digest.Storage;

namespace Digest.Subscribing.Forms;

/// <summary>
/// <c>embed.js</c>, ready to be served: enhances each plain form of the page that posts to us, in place. It sends the form
/// by fetch with the browser's zone, and shows the answer where the form is; where fetch may not, the form is sent as it is.
/// Its token was made when it was served, so it waits until the token is as old as a person's form, and leaves the token
/// out in a page that has been open for most of a day.
/// </summary>
internal sealed class EmbedScript(FormTokens tokens, StorageOptions options)
{
    private static readonly string Text = Read();
    private readonly string action = JsonSerializer.Serialize(options.Link("/subscribe"));

    public string Make() => Text
        .Replace("$ACTION", action, StringComparison.Ordinal)
        .Replace("$TOKEN", JsonSerializer.Serialize(tokens.Write()), StringComparison.Ordinal);

    private static string Read()
    {
        var type = typeof(EmbedScript);
        using var stream = type.Assembly.GetManifestResourceStream(type, "embed.js") ?? throw new InvalidOperationException("embed.js is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
