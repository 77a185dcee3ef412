using System.Net;
using System.Text;

namespace Digest.Commands.Demo;

/// <summary>The files of <c>Commands/Demo/site</c>, which are part of the program, and how their blanks are filled.</summary>
internal static class SampleFile
{
    public static string Read(string name)
    {
        using var stream = typeof(SampleFile).Assembly.GetManifestResourceStream("Digest.Commands.Demo.site." + name)
            ?? throw new InvalidOperationException($"The program was built without Commands/Demo/site/{name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Puts markup that is ready into the place <c>[[name]]</c>.</summary>
    public static string With(this string page, string name, string markup) =>
        page.Replace($"[[{name}]]", markup, StringComparison.Ordinal);

    /// <summary>Text as it stands in HTML, in quotes or out of them.</summary>
    public static string Shown(string text) => WebUtility.HtmlEncode(text);
}
