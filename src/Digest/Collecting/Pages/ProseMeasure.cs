using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>How much of a page's prose stands in each of its elements, and before it. Prose is text outside links, headings and labels, counted in characters.</summary>
internal sealed class ProseMeasure
{
    private readonly Dictionary<INode, (int Before, int Within)> amounts = new(ReferenceEqualityComparer.Instance);
    private readonly int all;
    private int text;

    /// <summary>Measures every element once; what is removed later still counts where it was.</summary>
    public ProseMeasure(IHtmlDocument document) => all = document.Body is { } body ? Measure(body) : 0;

    /// <summary>The share of the page's prose that stands in an element, 0 to 1.</summary>
    public double ShareOf(IElement element) => all == 0 ? 0 : (double)amounts.GetValueOrDefault(element).Within / all;

    /// <summary>The share of the page's text, of any kind, that stands before an element, 0 to 1.</summary>
    public double ShareBefore(IElement element) => text == 0 ? 0 : (double)amounts.GetValueOrDefault(element).Before / text;

    /// <summary>Nothing but links and headings, if anything.</summary>
    public bool IsEmpty(IElement element) => amounts.GetValueOrDefault(element).Within == 0;

    /// <summary>The prose of one element, in characters.</summary>
    public static int Of(INode node)
    {
        var sum = 0;
        foreach (var next in node.ChildNodes)
            sum += next is IText words ? Length(words.Data) : next is IElement element && !IsNoProse(element) ? Of(element) : 0;
        return sum;
    }

    /// <summary>The share of an element's text that stands in links, 0 to 1; 1 when it has no text.</summary>
    public static double LinkShare(IElement element)
    {
        var all = Length(element.TextContent);
        return all == 0 || element.LocalName == "a" ? 1 : (double)element.QuerySelectorAll("a").Sum(static a => Length(a.TextContent)) / all;
    }

    private int Measure(INode node)
    {
        var (before, sum) = (text, 0);
        foreach (var next in node.ChildNodes)
            if (next is IText words)
            {
                var length = Length(words.Data);
                text += length;
                sum += length;
            }
            else if (next is IElement element)
                sum += Measure(element) is var within && !IsNoProse(element) ? within : 0;
        amounts[node] = (before, sum);
        return sum;
    }

    private static int Length(string text) => TextCleaning.Line(text)?.Length ?? 0;

    private static bool IsNoProse(IElement element) => element.LocalName is "a" or "button" or "label" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "nav";
}
