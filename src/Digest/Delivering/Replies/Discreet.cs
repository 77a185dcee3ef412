using System.Text.RegularExpressions;

namespace Digest.Delivering.Replies;

/// <summary>Others' words for letters to the operator and for events: what every reader's own row may hold, those may not, and relays repeat addresses.</summary>
internal static partial class Discreet
{
    /// <summary>The words, with something in the place of each address.</summary>
    public static string Of(string words) => Addresses().Replace(words, "(an address)");

    [GeneratedRegex(@"(?:""[^""]{0,200}""|[^\s<>()\[\]:;,""'@?&]+)(?:@|%40|\+40)[^\s<>()\[\]:;,""'@]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Addresses();
}
