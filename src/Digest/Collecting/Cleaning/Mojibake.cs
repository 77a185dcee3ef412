using System.Text;
using Digest.Collecting.Cleaning.Repair;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// Text that was UTF-8 and was read as another code page (<c>itâ€™s</c>), once or several times, to what it was. It touches
/// a text only where the result is certainly better; all else comes back as the same instance. It knows no
/// language and no words, is pure and safe for many threads, never throws, takes time in proportion to the text's
/// length, and allocates nothing for text that looks sound.
/// </summary>
internal static class Mojibake
{
    /// <summary>The text mended, or <paramref name="text"/> itself. Mending again changes nothing.</summary>
    public static string Mend(string text) =>
        Ascii.IsValid(text) || Suspicion.Of(text) == 0 ? text : WayBack.From(text);
}
