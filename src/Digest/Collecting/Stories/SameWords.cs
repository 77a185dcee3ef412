namespace Digest.Collecting.Stories;

/// <summary>
/// Words that newsrooms put for one another, and numbers in words: a line is one word to the comparison. Only what rarely means
/// something else, never words of opposite direction, and nothing across languages but names.
/// </summary>
internal static partial class SameWords
{
    // The first of a line stands for all.
    private const string Counts = """
        2 two zwei deux dos
        3 three third drei dritte dritten dritter trois troisième tres tercer tercera
        4 four fourth vier vierte vierten vierter quatre quatrième cuatro cuarto cuarta
        5 five fifth fünf fünfte fünften fünfter cinq cinquième cinco quinto quinta
        6 six sixth sechs sechste sechsten sixième seis sexto
        7 seven seventh sieben siebte siebten sept septième siete séptimo
        8 eight eighth acht achte achten huit huitième ocho octavo
        9 nine ninth neun neunte neunten neuf neuvième nueve noveno
        10 ten tenth zehn zehnte zehnten dix dixième diez décimo
        11 eleven eleventh elf elfte elften onze
        12 twelve twelfth zwölf zwölfte zwölften douze doce
        13 thirteen thirteenth dreizehn treize trece
        14 fourteen fourteenth vierzehn quatorze catorce
        15 fifteen fifteenth fünfzehn quinze quince
        16 sixteen sechzehn dieciséis
        17 seventeen siebzehn
        18 eighteen achtzehn
        19 nineteen neunzehn
        20 twenty zwanzig vingt veinte
        30 thirty dreissig dreißig trente treinta
        40 forty vierzig quarante cuarenta
        50 fifty fünfzig cinquante cincuenta
        """;

    private const string News = """
        dead die dies died killed kill kills killing killings deaths death deadly fatal fatally slain murder murders murdered
        injured injures injuring injuries injury hurt hurts wounded wounding
        earthquake quake quakes earthquakes temblor tremor
        fire blaze wildfire wildfires blazes fires bushfire
        explosion blast explosions blasts explodes exploded
        crash crashes crashed collision collides collided collide
        plane aircraft jet airplane planes airliner
        ship vessel ships vessels
        police officers cops
        jail prison jailed imprisoned
        arrested arrest arrests detained detains detain
        steal steals stole stolen theft thieves heist robbery
        strike walkout strikes walkouts
        ceasefire truce
        protest protests protesters protesting demonstration demonstrators demonstrate rally
        approve approves approved approval approving
        buy buys acquire acquires acquisition acquired takeover purchase buying
        sell sells selling sale sold
        cut cuts cutting lowers lower lowered trim trims trimmed reduce reduces slashes slash reduced slashed
        raise raises raised hike hikes hiked lift lifts lifted increases increase increased
        hold holds keep keeps maintains
        halt halts halted suspend suspends suspended suspension stops stop stopped pause pauses
        restart restarts resume resumes resumed reopen reopens reopened
        begin begins began start starts started
        quit quits resign resigns resigned resignation steps
        elect elected elects wins win won victory winner
        beat beats defeat defeats defeated edge edges thrash sink sinks rout routs
        launch launches launched unveil unveils unveiled introduces introduced
        worker workers employee employees staff
        job jobs position positions
        profit profits earnings
        revenue revenues turnover
        firm company companies firms
        maker manufacturer
        teen teenager teenagers teens
        doctor doctors physician physicians medic
        lawmaker lawmakers mps legislators
        law legislation bill
        migrant migrants refugees
        flood floods flooding flooded
        storm storms
        road street
        startup startups
        cyberattack hack hacked hackers cyberattacks
        sue sues sued suing lawsuit lawsuits
        ban bans banned banning prohibits
        discovery discover discovers discovered find finds found
        study research researchers scientists
        baby babies
        percent prozent
        film movie
        close closes closing closed shut shuts closure
        deport deports deported deportation deportations expel expels expelled expulsion
        charged indicted indicts indictment
        investigation investigations investigate investigates investigating investigators probe probes inquiry
        shooting shootings shot shoot shoots gunman gunmen gunfire
        stabbing stabbings stabbed stabs
        attack attacks attacked attacking
        tariff tariffs duty duties levy levies
        boss chief ceo
        former ex
        deal agreement accord pact
        vow vows vowed pledge pledges pledged promise promises promised
        dismiss dismisses dismissed sack sacks sacked oust ousts ousted
        appoint appoints appointed names named
        rise rises rose risen jump jumps jumped surge surges surged soar soars soared climb climbs climbed gain gains gained
        fall falls fell fallen drop drops dropped slump slumps slumped plunge plunges plunged tumble tumbles tumbled
        outage outages blackout blackouts
        car cars vehicle vehicles
        carmaker carmakers automaker automakers
        truck trucks lorry lorries
        rail railway railways railroad
        pupil pupils student students
        lawyer lawyers attorney attorneys
        layoff layoffs redundancy redundancies
        flee flees fled fleeing
        build builds built building
        meet meets met meeting
        break breaks broke broken
        seek seeks sought seeking
        delay delays delayed postpone postpones postponed
        """;

    private const string Amounts = """
        million millions mn mln millionen mio millones milioni milhões
        billion billions bn milliarden milliarde mrd milliards milliard miliardi miliardo mld bilhões
        trillion trillions tn billionen
        dollar dollars usd
        euro euros eur
        """;

    // British and American where the first letters differ.
    private const string Spellings = """
        defence defense
        centre center centers
        labour labor
        harbour harbor
        theatre theater theaters
        jewellery jewelry
        colour color colors
        honour honor honors
        """;

    // A country, its people and its adjective.
    private const string Countries = """
        uk britain british britons briton
        us usa american americans
        france french
        spain spanish
        germany german germans
        japan japanese
        china chinese
        greece greek greeks
        turkey turkish turkiye türkiye
        poland polish poles
        sweden swedish
        denmark danish
        finland finnish
        norway norwegian
        ireland irish
        netherlands dutch
        switzerland swiss
        portugal portuguese
        wales welsh
        scotland scottish scots
        thailand thai
        philippines philippine filipino
        iraq iraqi
        lebanon lebanese
        peru peruvian
        israel israeli israelis
        pakistan pakistani
        deutschland deutsche deutscher deutschen
        frankreich französische französischer französischen
        grossbritannien großbritannien britische britischer britischen
        france français française
        espagne espagnol espagnole
        españa española español
        """;

    private static readonly Dictionary<string, string> First = new[] { Counts, News, Amounts, Spellings, Countries }.Concat(Languages)
        .SelectMany(table => table.Split('\n')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Key).ToList())
        .SelectMany(line => line.Select(word => (Word: word, line[0])))
        .DistinctBy(known => known.Word)
        .ToDictionary(known => known.Word, known => known.Item2, StringComparer.Ordinal);

    /// <summary>The stem that stands for it: its own in most cases; digits for a number in words.</summary>
    public static string Of(string stem) => First.TryGetValue(stem, out var first) ? first : stem;

    private static string Key(string word) => char.IsAsciiDigit(word[0]) ? word : Spelling.Stem(word);
}
