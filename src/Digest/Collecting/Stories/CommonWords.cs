namespace Digest.Collecting.Stories;

/// <summary>
/// How often words stand in news of any day: what is believed of them before articles were counted, so that two articles alone can be
/// compared. Rough on purpose: four shares, a few languages; the articles of some days outweigh them.
/// </summary>
internal static class CommonWords
{
    /// <summary>The share of articles that hold a word nobody listed; no word weighs more.</summary>
    public const double Rare = 0.0003;

    // A single letter or pair of characters nobody listed.
    private const double RarePair = 0.001;

    // The most frequent first; each word counts where it stands first.
    private static readonly (double Share, string Words)[] Tiers = [(0.5, Grammar), (0.1, MoreGrammar), (0.03, Everyday), (0.012, News)];

    private const string Grammar = """
        the a an of to in and for on
        der die das und in den von zu mit im
        le la les de des du et en à un une
        el los las del y que
        il di e che
        o os do da dos em
        het een van op
        nie na się do
        в и на с по
        的
        """;

    private const string MoreGrammar = """
        with at by from as is are was were be been has have had will that this it its he she his her they their not but after over who more
        said says say than or which when into about up out would could new no if can may also while before what how why you your we our us
        i my me him them there here just so all one first last two out off only most some any other these those now then
        auf für ist dem ein eine einen einer eines einem sich des nicht auch es an werden aus er hat dass sie nach wird bei um am sind noch wie
        über so zum zur haben nur oder aber vor bis mehr durch man sein wurde wurden hatte kann gegen vom schon wenn war seine ihre will soll ab
        est pour dans que qui sur au aux par plus pas ne se ce il elle son sa ses avec sont ont été était après leur cette ces mais ou comme
        deux fait être contre entre sans selon depuis lors
        con por para una un su sus al se lo como más pero este esta ha han fue es son ser sin sobre entre tras desde hasta también año años ya
        no si le
        per con del della dei delle dello degli una uno sono non è ha hanno dopo nel nella nei nelle alla al allo alle ai agli dal dalla dai
        sul sulla più si gli lo suo sua suoi sue anche come ma se ci cui stato stata stati era essere chi quando questo questa tra fra fino
        ancora contro senza solo due tre così già
        para com uma por mais no na nas nos ao à às não é se foi que são após pelo pela sobre entre até como sua seu ser tem está ter mas ou já
        também dois duas sem contra quando isso esse esta este eles ela ele depois antes
        is met voor niet zijn te dat die aan door ook naar bij uit om over was worden wordt werd werden als maar nog geen meer heeft hebben
        had kan zich zo wel deze dit hij zij haar hun ze we er tot na dan twee drie tegen tussen onder moet moeten zou zal gaat
        jest to że od za po dla ze jak co jego jej ich był była było były są będzie być może tak ale czy już tylko oraz ma po przez przed przy
        pod nad który która które których tym tej ten ta te także też nowy jednak więc ponad został została
        och att det som en ett på är av för med den till har inte om var från men
        что не из за от для о к у до его как это после при было был была будет также во со
        の に は を た が で と し い
        """;

    private const string Everyday = """
        year years day days week month months time people man men woman women country world state states government president minister
        make made take get go going come back say set call report reports told amid during under against between three million billion
        percent per cent pct according officials official news today yesterday monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december group company companies firm plan plans
        rise high work home part end next since through because show still being down well work use need many much even long big top
        old former chief least around across near early late number big city live show help want know see where like public national
        jahr jahre jahren tag uhr prozent euro menschen millionen milliarden land deutschland deutsche deutschen montag dienstag mittwoch
        donnerstag freitag samstag sonntag neue neuen neuer erste ersten zwei drei rund laut sagte teilte ende zeit wegen unter seit
        jour jours an ans année années france français française nouveau nouvelle nouveaux premier première lundi mardi mercredi jeudi vendredi
        samedi dimanche pays gouvernement ministre président euros millions milliards fin grand trois avant annoncé
        día días gobierno presidente españa país millones euros primer primera nuevo nueva dos tres lunes martes miércoles jueves viernes sábado
        domingo hoy personas según parte
        anni anno giorni giorno ore italia italiano italiana governo presidente ministro paese milioni miliardi euro prima primo prime nuovo nuova
        lunedì martedì mercoledì giovedì venerdì sabato domenica oggi ieri domani secondo parte mila
        anos ano dias dia brasil brasileiro brasileira governo presidente ministro país milhões bilhões primeiro primeira novo nova segunda terça
        quarta quinta sexta sábado domingo hoje ontem diz afirma segundo
        jaar jaren dag dagen nederland nederlandse kabinet minister premier miljoen miljard euro eerste nieuwe maandag dinsdag woensdag donderdag
        vrijdag zaterdag zondag vandaag gisteren mensen zegt volgens
        rok roku lat dni dzień polska polski polskie polskiej rząd prezydent premier minister złotych tysięcy milionów pierwszy nowa nowe
        poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę dziś wczoraj osób ludzi
        год года году лет россия россии российский человек москва время день тысяч миллионов миллиардов сообщил сообщили заявил новый процентов
        """;

    private const string News = """
        police court law market markets price prices deal trade business bank economy economic growth share shares stock stocks rates rate
        cut cuts hit win loss lose lead leader leaders party vote election talks war attack kill killed killing dead injured arrested
        hospital health school family child children found face faces start began join move open close warn warns announce announced
        expect expected record major support change power oil energy rise fall jump drop raise lower increase decline million crisis
        decision service services data online tech technology ai project industry production sales profit results quarter quarterly
        demand supply cost costs pay money fund funds investors investment analysts security military army force forces peace border
        trump biden putin china chinese us usa america american uk britain russia russian ukraine europe european eu india japan germany
        france israel gaza iran london washington beijing moscow brussels new york north south east west
        team game games match season final player players club coach league cup goal champion victory win
        house street road town village area region island sea water land air fire night morning weekend hours minutes
        tehran jerusalem hamas hezbollah netanyahu zelensky zelenskyy kyiv kremlin pentagon nato canada mexico brazil australia africa
        african asia asian california texas florida taiwan korea turkey poland italy spain google apple microsoft meta amazon tesla openai
        nvidia musk bitcoin crypto wall pope king queen prince royal supreme premier league county
        director executive board member members head secretary spokesman spokesperson statement agency authority authorities commission
        parliament senate congress republican democrat political policy budget tax tariffs tariff bill reform rights judge case trial charge charged
        order orders buy sell offer sign agree agreement order build built plant factory car cars ship ships train flight airport
        prize award who un nato ecb opec fed imf fbi fda nhs nasa ceo gdp tv ezb bce
        earthquake fire explosion crash plane storm flood strike protest missing rescue jail murder stab shooting shot suspect steal approve
        begin halt restart quit elect launch release ban sue study film delay recall agreement ceasefire evacuate warning severe
        brand unfall erdbeben streik festgenommen haft urteil gericht prozess stellen rücktritt gewinnt startet kauft senkt erhöht sturm hochwasser
        incendie accident séisme grève arrêté prison procès tribunal emplois démission victoire baisse rachat tempête inondations
        incendio accidente terremoto huelga detenido cárcel juicio tribunal empleos dimite gana recorta compra tormenta inundaciones
        global international local central foreign federal general social human
        regierung präsident polizei unternehmen konzern stadt politik partei krieg ukraine russland usa trump kanzler merz scholz minister
        bundestag eu deutschland berlin zahl kosten preise markt wirtschaft mann frau kinder leben angriff tote verletzte feuer brand
        police loi guerre ukraine russie état-unis ville ministre politique élection marché prix entreprise groupe morts mort blessés blessé feu
        vie femme homme enfants travail assemblée parti paris
        policía guerra ley mercado empresa muertos muerto heridos herido elecciones partido madrid sánchez trump mujer hombre vida trabajo
        pp psoe precio precios
        polizia guerra legge elezioni partito morti morto feriti donna uomo figlio casa lavoro roma milano meloni trump ucraina russia gaza israele
        città incidente processo tribunale procura squadra gara partita campionato vittoria mercato prezzi banca
        polícia guerra lei eleições partido mortos morto feridos mulher homem filho casa trabalho lula bolsonaro trump ucrânia rússia justiça
        cidade acidente tribunal jogo time vitória mercado preços banco governador congresso senado stf
        politie oorlog wet verkiezingen partij doden dode gewonden vrouw man kind kinderen huis werk amsterdam trump oekraïne rusland gaza israël
        stad ongeluk rechter rechtbank kamer wedstrijd winst markt prijzen bank
        policja wojna wybory partia kobieta mężczyzna dziecko dzieci dom praca warszawa warszawie trump ukraina ukrainy rosja rosji tusk sejm sąd
        miasto wypadek mecz prokuratura samochód
        суд полиция дети ребенок человека мужчина женщина война удар атака погибли москве
        украина украины сша путин трамп президент правительство компания области области город власти военных район района регион банк рубль рублей
        中国 美国 公司 今年 日本 市场 表示 企业 发展 经济 国家 政府 记者 新闻 一个 我们 进行 发布 宣布 超过
        発表 日本 政府 会社 東京 首相 万円 億円 大統領
        """;

    private static readonly Dictionary<string, double> Shares = Tiers
        .SelectMany(tier => tier.Words.Split('\n').SelectMany(WordReader.Read).Select(word => (word.Stem, tier.Share)))
        .DistinctBy(known => known.Stem)
        .ToDictionary(known => known.Stem, known => known.Share, StringComparer.Ordinal);

    /// <summary>The share of articles, 0 to 1, that hold the word.</summary>
    public static double ShareOf(string stem) => Shares.TryGetValue(stem, out var share) ? share : stem.Length < 3 ? RarePair : Rare;

    public static bool Contains(string stem) => Shares.ContainsKey(stem);
}
