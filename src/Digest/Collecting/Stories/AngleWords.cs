using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>Finds the angles of an article by the words that mark them.</summary>
internal static partial class AngleWords
{
    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    public static Angle Of(string title, string summary) => OfTitle(Begun(title)) | OfText(Begun(title)) | OfText(Begun(summary));

    private static Angle OfTitle(string title) =>
        (Quoted().IsMatch(title) || Said().IsMatch(title) || Told().IsMatch(title) ? Angle.Told : Angle.None)
        | (Coming().IsMatch(title) ? Angle.Ahead : Angle.None)
        | (Listing().IsMatch(title) ? Angle.Listed : Angle.None);

    private static Angle OfText(string text) => (Answered().IsMatch(text) ? Angle.Answer : Angle.None) | (Said().IsMatch(text) ? Angle.Speech : Angle.None);

    private static string Begun(string text) => text.Length <= WordReader.Longest ? text : text[..WordReader.Longest];

    // A word or two in single marks is a name or a term; several are what somebody said.
    [GeneratedRegex(@"[""“”«»„]|(?<=^|[\s:(])['‘][^'’]{4,}['’](?=$|[\s,.:;)])", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:says?|said|saying|tells?|told|warns?|warned|urges?|urged|calls? (?:for|on)|insists?|claims?|den(?:ies|ied)|vow(?:s|ed)|defends?|blasts?|slams?|blames?|admits?|argues?|believes?|thinks?|hopes?|fears?|concerned|asks?|demands?|according to"
        + @"|sagt|sagen|warnt|warnen|fordert|fordern|verteidigt|dit|disent|affirme|prévient|exige|réclame|dice|dicen|advierte|asegura|diz|dizem|afirma|alerta|dicono|avverte|chiede|zegt|waarschuwt|mówi|ostrzega|говорит|заявил[аи]?|предупредил[аи]?)\b", Any)]
    private static partial Regex Said();

    [GeneratedRegex(@"\b(?:how|why|what|who|where|inside|behind|journey|story of|meet|life|rise|fall|history|meaning|future|legacy|mourn(?:s|ed)?|tributes?|remembered"
        + @"|wie|warum|hinter|comment|pourquoi|cómo|por qué|perché|como|por que|hoe|waarom|jak|dlaczego|как|почему)\b", Any)]
    private static partial Regex Told();

    // "may" with a capital is a month as often.
    [GeneratedRegex(@"\b(?:set to|to be|expected to|due to|about to|poised to|likely to|could|(?-i:may)|might|aims? (?:to|for)|plans? (?:to|for)|prepar(?:es?|ing)|ahead of|faces? (?:a )?(?:second )?(?:vote|trial|court)|will|would|looms?|coming|consider(?:s|ing)?|weighs?|mulls?|hopes? to|to (?:decide|vote|meet|face|announce|launch|hold|begin|start|visit|speak|sign|return)"
        + @"|soll(?:en)?|könnten?|dürften?|plan(?:t|en)|pourrai(?:t|ent)|devrai(?:t|ent)|envisagent?|prévoi(?:t|ent)|podría[n]?|prevén?|planean?|potrebbe(?:ro)?|dovrebbe(?:ro)?|poder(?:á|ão)|dever(?:á|ão)|zou(?:den)? kunnen|może|mogą|может|могут)\b", Any)]
    private static partial Regex Coming();

    // A number at the beginning may also be of people.
    [GeneratedRegex(@"^(?:the )?(?:\d{1,2}|every|all the|all|these|best|top|three|four|five|six|seven|eight|nine|ten)\b(?! (?:dead|killed|people|injured|hurt|die|men|women|arrested|charged|convicted|years?|states|members|bodies))", Any)]
    private static partial Regex Listing();

    [GeneratedRegex(@"\b(?:respon(?:ds?|se|ded|ding)|reacts?|reaction|vows? to (?:fight|appeal)|after (?:the )?(?:conviction|verdict|ruling|lawsuit)|backlash|criticism|outrage|faces? calls|shows? support|speaks? out|breaks? silence|apologi[sz]es?|addresses|denounced?|condemn\w*|slam\w*"
        + @"|reaktion|reagier(?:t|en)|kritik|kritisier\w*|empörung|réaction|réagi(?:t|ssent)|dénonc\w*|critiques?|reacci[oó]n\w*|respond(?:e|en|ió)|critica[n]?|reazion[ei]|reag(?:e|iu)|reactie|reageert|krytyk\w*|реакци\w*)\b", Any)]
    private static partial Regex Answered();
}
