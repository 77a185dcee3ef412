using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>
/// Whether a headline tells more than what happened: what somebody says of it, or how and why it came. Such a text may be the report
/// itself, so beside one that only reports it is less likely, and not another story for sure (that are kinds: <see cref="TextKind"/>).
/// </summary>
internal static partial class Angle
{
    public static bool Is(string title) => title.Length <= WordReader.Longest && (Quoted().IsMatch(title) || Said().IsMatch(title) || Told().IsMatch(title));

    // A word or two in single marks is a name or a term; several are what somebody said.
    [GeneratedRegex(@"[""“”«»„]|(?<=^|[\s:(])['‘][^'’]{4,}['’](?=$|[\s,.:;)])", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:says?|said|saying|tells?|told|warns?|warned|urges?|urged|calls? (?:for|on)|insists?|claims?|den(?:ies|ied)|vow(?:s|ed)|defends?|blasts?|slams?|blames?|admits?|argues?|believes?|thinks?|hopes?|fears?|concerned|asks?|demands?|according to"
        + @"|sagt|sagen|warnt|warnen|fordert|fordern|verteidigt|dit|disent|affirme|prévient|exige|réclame|dice|dicen|advierte|asegura|diz|dizem|afirma|alerta|dicono|avverte|chiede|zegt|waarschuwt|mówi|ostrzega|говорит|заявил[аи]?|предупредил[аи]?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Said();

    [GeneratedRegex(@"\b(?:how|why|what|who|where|inside|behind|journey|story of|meet|life|rise|fall|history|meaning|future|legacy|mourn(?:s|ed)?|tributes?|remembered"
        + @"|wie|warum|hinter|comment|pourquoi|cómo|por qué|perché|por que|hoe|waarom|jak|dlaczego|как|почему)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Told();
}
