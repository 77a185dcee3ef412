namespace Digest.Collecting.Stories;

/// <summary>
/// The words that tell which step of a story a report is about. A track is one kind of story, a line of it one stage, the earliest
/// first; a word may stand in two stages and then speaks for both; two words joined by "+" are one phrase.
/// </summary>
internal static class StageWords
{
    private const string Justice = """
        manhunt wanted appeal+witnesses fahndung gesucht fahndet zeugen recherché recherchée traque buscan búsqueda
        arrest arrests arrested detain detains detained custody raid raids festgenommen verhaftet festnahme festnahmen verhaftung razzia arrêté arrêtés arrêtée interpellé interpellés interpellation perquisition garde+à detenido detenidos detenida detienen detención arrestado arrestato arrestati arrestata fermato fermati preso presa presos detido detida aangehouden opgepakt gearresteerd zatrzymany zatrzymana zatrzymano aresztowany задержан задержана задержали арестован арестовали
        charge+with charged charges indicted indictment indicts court+accused angeklagt anklage inculpé mis+en mise+en imputado imputada procesado imputan acusa acusan indagato indagata rinviato+a acusado acusada indiciado aangeklaagd oskarżony oskarżona zarzuty обвинён обвинен обвинили
        appear+in appears+in appeared+in court+appearance arraigned arraignment faces+judge face+judge haftrichter vorgeführt présenté+au déféré comparece comparecen voorgeleid
        bail denied+bail refused+bail granted+bail remanded untersuchungshaft u+haft détention+provisoire écroué écrouée prisión+provisional prisión+preventiva prisão+preventiva voorarrest
        trial trials testify testifies testified pleads pleaded jurors prozess prozessauftakt vor+gericht procès jugé juicio juzgado juzga juzgan juzgará juzgarán jugera hears hearing verhandelt processo julgamento julga rechtszaak proces судят
        convicted guilty convicts verdict acquitted acquittal acquits cleared+of schuldig freigesprochen freispruch verurteilt urteil condamné condamnée coupable acquitté relaxé relaxe condenado condenada culpable absuelto absuelve veredicto unconstitutional verfassungsgemäß verfassungswidrig condannato condannata assolto assolta absolvido veroordeeld vrijgesproken skazany skazana uniewinniony приговорён приговорен приговорили осуждён осужден оправдан
        sentenced sentence sentences jailed imprisoned life+in years+in verurteilt jahre+haft haftstrafe freiheitsstrafe condamné condamnée ans+de condenado condenada años+de pena condannato condannata anni+di anos+de celstraf jaar+cel skazany skazana lat+więzienia приговорён приговорен приговорили
        appeal+against appeals+against appeals+conviction overturns overturned retrial quashed berufung revision+ein aufgehoben appel cassation recurre apelación anula ricorso recurso hoger+beroep apelacja апелляция обжаловал
        freed pardon pardons pardoned parole release+from released+from freigelassen begnadigt entlassen+aus libéré libérée gracié liberado liberada indulto indultado excarcelado scarcerato scarcerata solto libertado vrijgelaten освобождён освобожден освободили
        """;

    private const string Law = """
        propose proposes proposed proposal plans planned planning draft mulls mulling weighs considers considering urges urged calls+for demands vows pledges plant plan planen entwurf gesetzentwurf vorschlag fordert fordern erwägt propose projet veut+interdire envisage prévoit propone plantea estudia pide proyecto proposta propõe voorstel proponuje предложил предложила законопроект
        approve approves approved approval passes passed adopt adopts adopted votes+to voted+to ratifies ratified backs backed beschließt beschlossen verabschiedet billigt gebilligt zugestimmt stimmt+zu stimmt+für adopte adopté approuve approuvé aprueba aprueban aprobado aprobada aprobó approva approvato approvata aprovou aprova aprovado aangenomen goedgekeurd stemt+in przyjął przyjęła uchwalił одобрил одобрила принял приняла
        rejects rejected reject block blocks blocked veto vetoes vetoed voted+down votes+down strikes+down struck+down lehnt+ab ablehnt abgelehnt lehnt scheitert gescheitert kippt stoppt gestoppt blockiert rejette rejeté bloque bloqué censure retoque rechaza rechazan tumba veta bloquea respinge respinto boccia bocciato rejeita rejeitado verworpen stemt+tegen odrzucił odrzuca отклонил отклонила
        signs+into signs+bill signs+law signed+into signs+order unterzeichnet unterschreibt promulgue promulgué promulga firma+la sanciona ondertekent podpisał podpisała подписал подписала
        takes+effect take+effect took+effect into+force comes+into in+kraft en+vigueur en+vigor
        scraps scrapped repeals repealed abandons abandoned u+turn shelves shelved drops+plan drops+plans zurückgezogen zieht+zurück abgeschafft abandonne retire+le renonce deroga retira+el
        """;

    private const string Deal = """
        talks explores exploring considers considering weighs weighing interest+in prüft erwägt gespräche bietet discussions négocie étudie negocia estudia explora sweetens raises+bid raises+offer ups+bid erhöht+angebot bessert+nach améliore+son relève+son mejora eleva+oferta migliora+offerta melhora+oferta
        agree agrees agreed deal strike+deal buy buys acquires acquire merges sealed seals strikes+deal übernimmt kauft kaufen übernehmen einigen+sich rachète acquiert compra adquiere acuerda
        clears cleared approve approves approved approval greenlights green+light genehmigt freigabe gibt+grünes erlaubt autorise feu+vert approuve autoriza aprueba visto+bueno
        reject rejects rejected rebuffs rebuffed spurns blocks blocked collapses collapsed walks+away abandons terminated lehnt+ab ablehnt platzt geplatzt untersagt scheitert rejette échoue renonce capote rechaza fracasa renuncia bloquea
        completes completed finalises finalizes closes+acquisition closes+deal abgeschlossen schließt+übernahme finalise boucle completa cierra+la culmina
        """;

    private const string Labour = """
        ballot threaten threatens threatened call+strike calls+strike notice announce announces planned plan plans ahead looming looms averted droht drohen urabstimmung ruft+zu angekündigt kündigt préavis appelle+à menace menacent annoncée convoca convocan amenaza amenazan anuncian
        walk+out walks+out begin begins began start starts started underway grinds cripples paralyses hits enters continues dritter+tag beginnt beginnen begonnen gestartet legen+nieder legt+lahm débute commence démarre paralyse comienza arranca inicia empieza paraliza
        end ends ended suspend suspends suspended calls+off called+off averted settlement settles settled return+to accept accepts ratify beendet endet einigung abgewendet abgesagt vorbei fin+de suspend suspendue levée lèvent+la reprise termina desconvoca desconvocan suspenden acuerdo+que finaliza
        """;

    private const string Product = """
        leak leaks leaked rumor rumors rumour rumours rumoured rumored tipped teases teased teaser gerücht gerüchte geleakt rumeur rumeurs fuite fuites rumores filtra filtración filtrado
        launch launches launched lands landed lift+off lifts+off blasts+off unveil unveils unveiled reveal reveals introduces debuts announces announce stellt+vor vorgestellt präsentiert enthüllt lance lancé dévoile présente presenta lanza estrena desvela
        delay delays delayed postpone postpones postponed scrub scrubs scrubbed pushes+back pushed+back verschiebt verschoben verzögert verschiebung reporte reporté retarde repousse repoussé retrasa aplaza retraso
        sells sold sales preorders pre+orders sell+out verkauft verkäufe absatz verkaufszahlen ventes vendu vendus écoulé ventas vendido vendidos vende
        recall recalls recalled withdraws discontinues discontinued ruft+zurück rückruf zurückgerufen rappelle rappel retire retira retirada
        outage update patch patches fixes fixed behebt patcht corrige corrigé actualiza parche
        sues sued lawsuit sue files+suit complaint verklagt klage poursuit plainte demanda demandada
        """;

    private const string Disaster = """
        warn warns warned warning warnings alert brace braces forecast approaches approaching nears heads+for heads+towards threatens forms strengthens warnung warnt unwetterwarnung nähert zieht+auf vigilance alerte approche menace alerta aviso amenaza acerca se+aproxima allerta waarschuwt waarschuwing ostrzega ostrzeżenie предупредил предупредили
        hits hit strikes struck slams makes+landfall landfall batters lashes pummels kill kills killed dead toll crosses destroys rips trifft tote toter verletzte verwüstet traf frappe touche morts ravage golpea azota muertos toca+tierra arrasa colpisce morti feriti atinge mortos feridos treft doden gewonden uderza zabici ofiar погибли пострадали
        cleanup clean+up cleans+up rebuild rebuilds rebuilding recovery mourn mourns mourning vigil tributes memorial funeral funerals buried compensation relief+fund donations lifted reopens aufräumarbeiten wiederaufbau trauert trauer trauerfeier beigesetzt gedenken gedenkfeier reconstruction deuil hommage obsèques indemnisation reconstrucción luto funeral homenaje indemnización lutto funerali rouw herdenking żałoba pogrzeb траур похороны
        inquiry investigators probe investigation inquest blamed negligence black+box ermittler untersuchung unfallursache gutachten ermittlungen enquête enquêteurs causes rapport investigación investigan peritos informe indagine indagini inchiesta inquérito onderzoek śledztwo расследование
        """;

    private const string Post = """
        pressure urged+to confidence unter+druck rücktrittsforderungen misstrauen pression presión
        resign resigns resigned resignation quit quits step+down steps+down stepping+down sacked sack sacks fired fires ousted ousts dismissed dismisses retire retires exit departs tritt+zurück rücktritt entlassen entlässt gefeuert feuert trennt+sich trennen+sich beurlaubt freigestellt démissionne démission limogé limoge limogeage quitte dimite dimisión despide despiden echa destituye destituido cesado cesa renuncia dimissioni dimette demite renuncia stapt+op treedt+af ontslag rezygnuje dymisja отставка отставку уволен уволили
        names named name+new appoint appoints appointed appointment successor succeeds succeed replaces replacement interim takes+over hires ernannt ernennt wird+neuer wird+neue neuer+trainer neuer+coach verpflichtet nachfolger nachfolgerin folgt+auf beruft berufen nouvel+entraîneur nommé nomme nomination succède successeur remplace nuevo+entrenador ficha nombra nombrado nombramiento sucede sustituye sucesor nomina nominato nominata nomeia nomeado nomeada benoemd benoemt mianowany powołany powołana назначен назначена назначил
        sworn+in sworn inaugurated takes+office takes+oath vereidigt amtseid investi investiture prête+serment jura+el toma+posesión investido giura toma+posse beëdigd zaprzysiężony присягу
        """;

    private const string Sport = """
        ahead doubt doubtful fitness lineup line+up squad sweat prepares prepare gears aufgebot kader fraglich ausfall fällt+aus compo forfait blessé absent lesión lesionado baja+para convocatoria alineación
        pole qualifying qualify qualifies heats reach reaches advance advances semifinal semifinals semi+finals semi+final quarterfinal quarter+final book+place books+place halbfinale viertelfinale finaleinzug erreicht qualifiziert demi+finale demi+finales quart+de qualifie semifinales cuartos clasifica
        win wins won retain retains retained defends+title crowned takes+title triumph triumphs final+victory final+win beaten+in lose+final loses+final lost+final gewinnt siegt verteidigt gekrönt wird+weltmeister remporte sacré sacrée gana ganó revalida conquista corona
        sacks fined suspended parade surgery gesperrt sperre suspendu sanctionné sancionado operado
        """;

    private const string Rates = """
        expected expects expect set+to poised likely bets+on ahead+of could might awaits await eyes braces before erwartet könnte dürfte vor+der vor+dem steht+vor attendu attendue devrait pourrait avant espera esperan prevé podría antes
        cuts cut raises raised hikes hiked holds held keeps kept trims lowers leaves senkt gesenkt erhöht belässt hält hebt baisse abaisse relève maintient recorta baja sube mantiene rebaja
        """;

    private const string Peace = """
        talks proposal proposes negotiations negotiators urges calls+for mediators verhandlungen gespräche fordert pourparlers négociations propose negociaciones conversaciones propone
        agree agrees agreed truce truces ceasefire deal accord strike+deal waffenruhe trêve tregua sign signs signed accept accepts einigen einigung unterzeichnen vereinbart accord+signé signent conviennent acuerdan firman pactan
        violate violates violated violation violations breach breaches breaks broken collapse collapses accuse accuses bricht gebrochen verletzung violation violé rompt rompu viola violación rompe acusa
        """;

    private const string Search = """
        missing disappears disappeared vanished search+for searching trapped vermisst suche+nach verschwunden disparu disparue disparition recherches desaparecido desaparecida desaparición buscan dispersi disperso scomparso scomparsa vermist zaginął zaginęła пропал пропала пропали
        found rescued rescue+of recovered body bodies alive gefunden geborgen gerettet leiche retrouvé retrouvée sauvé corps hallado hallada hallan encontrado rescatado rescatada cadáver ritrovato ritrovata trovato trovata encontrado encontrada gevonden odnaleziony znaleziono найден найдена нашли
        """;

    private const string Life = """
        hospitalised hospitalized in+hospital to+hospital surgery critical diagnosed krankenhaus klinik hospitalisé hospitalisée hospitalizado hospitalizada ingresado ingresada ingresa ricoverato ricoverata internado internada opgenomen госпитализирован
        discharged leaves+hospital left+hospital recovering sortie+de sort+de quitte+l dado+de recibe+el entlassen
        dies died dead death stirbt gestorben tot meurt mort morte décès muere muerto fallece fallecido muore morto morta morre overleden overlijdt zmarł zmarła умер умерла скончался скончалась
        funeral buried burial mourners memorial beigesetzt beerdigung trauerfeier obsèques funérailles inhumé funeral entierro funerali velório begrafenis pogrzeb похороны
        """;

    // What one chamber of a parliament decides goes to the other, and is news there again.
    private const string Chambers = """
        of+representatives house+passes house+votes house+approves house+backs house+adopts house+rejects commons repräsentantenhaus abgeordnetenhaus bundestag nationalrat assemblée+nationale l+assemblée députés congreso diputados alla+camera della+camera camera+approva câmara deputados tweede+kamer sejm госдума дума
        senate lords bundesrat ständerat senat sénat sénateurs senado senato eerste+kamer совфед
        """;

    // A line each, without an order.
    private const string Deeds = """
        crash crashes crashed collide collides collision collapse collapses derails sinks capsizes overturns plunges stürzt absturz kollidiert entgleist déraille choca vuelca descarrila
        explosion explodes blast fire blaze burns brand explodiert feuer incendie explose incendio explota
        attack attacks strike strikes struck shooting stabbing stabbed bombs angriff angreift attaque frappe ataque ataca
        protest protests protesters streiken streikt streik rally march marches demonstrieren demonstration manifestation manifestent protesta protestan manifestación
        meet meets visit visits summit hosts trifft besucht besuch rencontre visite reçoit reúne visita
        accuses accused blames criticises condemns slams wirft vorwürfe kritisiert accuse dénonce critique acusa critica denuncia
        denies deny rejects apologises apologizes apology bestreitet entschuldigt dément niega disculpa
        orders ordered inquiry probe investigates investigation ermittelt ermittlungen enquête enquête+sur investiga investigación
        profit profits earnings revenue results quarterly gewinn umsatz quartal bénéfice résultats beneficio beneficios ingresos
        stake invest invests investment funding beteiligung investiert investit investissement invierte inversión
        price prices fees preise preis teurer prix tarifs precio precios
        shut shuts close closes closing closure schließt schließen ferme fermeture cierra cierre
        reopen reopens reopened resumes restart restarts eröffnet öffnet rouvre reprend reabre reanuda
        found discovered discovery study scientists researchers entdeckt studie forscher découvre découverte étude descubren estudio
        record highest lowest rekord höchststand tiefststand niveau+record máximo mínimo récord
        outage down hack hacked breach cyberattack ausfall störung hackerangriff panne cyberattaque caída ciberataque
        evacuate evacuated evacuation flee fled evakuiert flucht évacués évacuation evacuados evacúan
        """;

    public static IReadOnlyList<string> Tracks { get; } = [Justice, Law, Deal, Labour, Product, Disaster, Post, Sport, Rates, Peace, Search, Life, Chambers, .. Deeds.Split('\n')];

    private static readonly ILookup<string, (int Track, int Stage)> Known = Tracks
        .SelectMany((track, i) => track.Split('\n').SelectMany((line, stage) => line.Split(' ').Select(word => (Key: KeyOf(word), Mark: (i, stage)))))
        .Distinct().ToLookup(word => word.Key, word => word.Mark, StringComparer.Ordinal);

    private static readonly HashSet<string> Openers = Known.Select(word => word.Key.Split(' ')).Where(words => words.Length == 2)
        .Select(words => words[0]).ToHashSet(StringComparer.Ordinal);

    /// <param name="plain">A word in small letters without accents.</param>
    /// <returns>Every track and stage that it speaks for.</returns>
    public static IEnumerable<(int Track, int Stage)> Find(string plain) => Known[plain];

    /// <summary>The same for two words; they say nothing together in most cases.</summary>
    public static IEnumerable<(int Track, int Stage)> Find(string plain, string next) => Openers.Contains(plain) ? Known[plain + " " + next] : [];

    private static string KeyOf(string written) => string.Join(' ', written.Split('+').Select(Spelling.Fold));
}
