using System.Net;
using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Reading.Markup;

/// <summary>Elements written again as HTML, for publishers who do not escape their markup.</summary>
internal static class NodeMarkup
{
    /// <summary>What is in the element, without itself.</summary>
    public static string InnerMarkup(this Node node)
    {
        var html = new StringBuilder();
        Append(html, node);
        return html.ToString();
    }

    private static void Append(StringBuilder html, Node node)
    {
        foreach (var part in node.Content)
        {
            if (part is not Node child)
            {
                html.Append(WebUtility.HtmlEncode((string)part));
                continue;
            }
            html.Append('<').Append(child.Name);
            foreach (var (attribute, value) in child.Attributes)
                html.Append(' ').Append(attribute).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
            html.Append('>');
            Append(html, child);
            if (!HtmlNames.Void.Contains(child.Name))
                html.Append("</").Append(child.Name).Append('>');
        }
    }
}
