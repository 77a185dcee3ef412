using Digest.Composing.Mime;
using Digest.Templating;

namespace Digest.Composing.Variants;

/// <summary>
/// A template must write the reader's values as they are: what cuts, capitalises or splits a marker would put a piece of it into every
/// mail, and no value. A subject is the same for all readers, so it has none.
/// </summary>
internal static class SlotCheck
{
    private const int Telling = 9;
    private static readonly char[] Letters = [Slot.Leave.Letter, Slot.Preferences.Letter, Slot.Address.Letter, Slot.Since.Letter];

    /// <exception cref="TemplateFault">It names the part.</exception>
    public static void Require(RenderedMail mail, string marker, string theme)
    {
        if (!IsWhole(mail.Html, marker)) throw Changed($"mail/{theme}.html");
        if (!IsWhole(mail.Text, marker)) throw Changed($"mail/{theme}.txt");
        if (mail.Subject.Contains(marker[..Telling], StringComparison.OrdinalIgnoreCase))
            throw new TemplateFault("mail/subject.txt", 1, 1, "a subject can't hold a value of reader: it is the same for everybody");
    }

    // Every place that begins like the marker must be all of it, with the letter of a slot and its end.
    private static bool IsWhole(string text, string marker)
    {
        for (var at = 0; (at = text.IndexOf(marker[..Telling], at, StringComparison.OrdinalIgnoreCase)) >= 0; at += marker.Length + 2)
        {
            var rest = text.AsSpan(at);
            if (rest.Length < marker.Length + 2 || !rest.StartsWith(marker, StringComparison.Ordinal) || !Letters.Contains(rest[marker.Length]) || rest[marker.Length + 1] != 'z') return false;
        }
        return true;
    }

    private static TemplateFault Changed(string file) => new(file, 1, 1, "a value of reader is cut or changed: write it as it is, {{ reader.address }}");
}
