namespace Digest.Collecting.Stories;

/// <summary>Knows the words that mark one title of a series: days, months, and which way something went.</summary>
internal static class SeriesWords
{
    public const string Direction = "direction";
    public const string Month = "month";

    /// <summary>A day and its month.</summary>
    public const string Date = "date";

    /// <summary>The second night, the third attempt.</summary>
    public const string Ordinal = "ordinal";

    private const string Weekday = "weekday";

    /// <summary>The kinds that set two articles apart whatever else their titles say.</summary>
    public static IReadOnlyList<string> Calendar { get; } = [Weekday, Month, Date];

    // A line each; may and march are too often something else.
    private const string Weekdays = """
        monday montag lundi lunes lunedì понедельник 月曜 周一
        tuesday dienstag mardi martes martedì вторник 火曜 周二
        wednesday mittwoch mercredi miércoles mercoledì среда среду 水曜 周三
        thursday donnerstag jeudi jueves giovedì четверг 木曜 周四
        friday freitag vendredi viernes venerdì пятница пятницу 金曜 周五
        saturday samstag sonnabend samedi sábado sabato суббота субботу 土曜 周六
        sunday sonntag dimanche domingo domenica воскресенье 日曜 周日
        """;

    private const string Months = """
        january januar janvier enero gennaio января январе
        february februar février febrero febbraio февраля феврале
        april avril abril aprile апреля апреле
        june juni juin junio giugno июня июне
        july juli juillet julio luglio июля июле
        august août agosto августа августе
        september septembre septiembre settembre сентября сентябре
        october oktober octobre octubre ottobre октября октябре
        november novembre noviembre ноября ноябре
        december dezember décembre diciembre dicembre декабря декабре
        """;

    private const string Up = """
        rise rises rising climb climbs gain gains jump surge soar soars rally rallies higher increase up hike rebound strengthen raise lift high
        steigt steigen steigend gestiegen legt zu klettert klettern höher hausse grimpe grimpent progresse bondit monte
        sube suben subida alza crece aumenta aumentan repunta rialzo
        вырос выросла выросли растёт растут укрепился подорожал подорожали повысил поднял 続伸 反発 上昇 高値 上涨 收涨
        """;

    private const string Down = """
        fall falls falling drop slip slide slump sink plunge tumble lower cut decrease decline down shrink weaken dip retreat reduce ease low
        fällt fallen sinkt sinken gesunken gefallen nachgeben stürzt niedriger baisse recule chute chutent plonge
        cae caen bajan baja desciende retrocede desploma calo ribasso
        упал упала упали снизился снизились падает падают ослаб подешевел подешевели снизил 反落 続落 下落 安値 下跌 收跌
        """;

    // The first is too often the first ever. Known as they are written: their stems are those of counts, which mark no series.
    private const string OrdinalWords = """
        second zweite zweiten zweiter zweites deuxième seconde segundo segunda secondo seconda tweede второй вторая второго
        third dritte dritten dritter drittes troisième tercer tercero tercera terceiro terceira terzo terza derde третий третья третьего
        fourth vierte vierten vierter viertes quatrième cuarto cuarta quarto quarta vierde четвёртый четвёртая
        fifth fünfte fünften fünfter fünftes cinquième quinto quinta vijfde пятый пятая
        sixth sechste sechsten sechster sechstes sixième sexto sexta sesto sesta zesde шестой шестая
        seventh siebte siebten siebter siebtes septième séptimo séptima sétimo sétima settimo settima zevende седьмой седьмая
        eighth achte achten achter achtes huitième octavo octava oitavo oitava ottavo ottava achtste восьмой восьмая
        ninth neunte neunten neunter neuntes neuvième noveno novena nono nona negende девятый девятая
        tenth zehnte zehnten zehnter zehntes dixième décimo décima decimo decima tiende десятый десятая
        eleventh elfte elften elfter elftes onzième elfde
        twelfth zwölfte zwölften zwölfter zwölftes douzième twaalfde
        """;

    private static readonly Dictionary<string, string> Ordinals = Lines(OrdinalWords, Ordinal)
        .SelectMany(line => line.Words.Split(' ').Select(word => (Word: Spelling.Fold(word), line.Value)))
        .DistinctBy(known => known.Word)
        .ToDictionary(known => known.Word, known => known.Value, StringComparer.Ordinal);

    private const string Flat = "unchanged steady unverändert inchangé inchangés сохранил сохранила";

    private static readonly Dictionary<string, (string Kind, string Value)> Known = Lines(Weekdays, Weekday).Concat(Lines(Months, Month))
        .Concat(new (string Kind, string Value, string Words)[] { (Direction, "up", Up), (Direction, "down", Down), (Direction, "flat", Flat) })
        .SelectMany(line => WordReader.Read(line.Words).Select(word => (word.Stem, Mark: (line.Kind, line.Value))))
        .DistinctBy(known => known.Stem)
        .ToDictionary(known => known.Stem, known => known.Mark, StringComparer.Ordinal);

    /// <summary>Null: it marks nothing.</summary>
    public static (string Kind, string Value)? Find(string stem) => Known.TryGetValue(stem, out var mark) ? mark : null;

    /// <summary>Which of a row a word says it is, the same for all languages; null: it says none.</summary>
    /// <param name="plain">The word in small letters and without accents.</param>
    public static string? OrdinalOf(string plain) => Ordinals.GetValueOrDefault(plain);

    private static IEnumerable<(string Kind, string Value, string Words)> Lines(string table, string kind) =>
        table.Split('\n').Select(line => (kind, line.Split(' ')[0], line));
}
