namespace Digest.Collecting.Stories;

/// <summary>The words of other languages than English.</summary>
internal static partial class SameWords
{
    private const string German = """
        tote tot toter toten getötet tötet stirbt sterben starb gestorben todesopfer verstorben ums
        verletzte verletzt verletzten verletzter
        erdbeben beben
        feuer brand grossbrand großbrand waldbrand flammen
        unfall kollision zusammenstoss zusammenstoß crash verunglückt
        festgenommen verhaftet festnahme festnahmen
        haft gefängnis
        streik warnstreik ausstand streiken arbeitsniederlegung
        kauft übernimmt übernahme kaufen übernehmen
        senkt senkung senken
        erhöht anhebung erhöhung erhöhen
        rücktritt zurück
        gewinnt siegt sieg gewinnen gewonnen besiegt schlägt
        unternehmen konzern firma
        stellen arbeitsplätze jobs
        hochwasser überschwemmungen überschwemmung
        baut streicht
        startet beginnt start beginn
        billigt beschliesst beschließt stimmt zugestimmt beschlossen verabschiedet
        fordert fordern verlangt verlangen
        chef chefin ceo vorstandschef
        früherer frühere ehemaliger ehemalige ex
        steigt steigen stieg gestiegen klettert zulegen
        sinkt sinken sank gesunken fällt fallen fiel
        angriff angriffe attacke angegriffen
        bgh bundesgerichtshof
        vw volkswagen
        """;

    private const string French = """
        mort morts tués tué tuent meurt décès décédé mortes tuées tuée tue décède victimes meurtre assassinat
        blessé blessés blessée blessées
        incendie feu flammes
        séisme tremblement
        collision accident
        arrêté arrêtés interpellé interpellés interpellation interpellée arrestation
        grève débrayage
        rachète rachat acquiert acquisition
        baisse abaisse réduit
        relève hausse augmente
        démission démissionne
        remporte gagne victoire bat vainqueur
        entreprise groupe société
        emplois postes
        inondations crue crues inondation
        prison détention écroué écrouée incarcéré incarcérée
        condamné condamnée condamnés condamnation
        adopte adopté vote approuve adoptent
        """;

    private const string Spanish = """
        muertos muerto muere mueren murió fallecen fallece fallecidos matan mata mató fallecido muerte muertes asesinato asesinan asesinó
        heridos herido herida lesionados
        incendio fuego
        terremoto sismo seísmo temblor
        detenido detenidos detienen detenida arrestan arrestado
        huelga paro
        compra adquiere adquisición
        dimite dimisión renuncia
        gana vence victoria derrota
        empleos puestos trabajadores
        aprueba aprueban aprobación aprobado
        recorta rebaja reduce
        cárcel prisión
        sube suben alza eleva
        inundaciones inundación riada
        """;

    private const string Italian = """
        morti morto muore muoiono morte uccide ucciso uccisa uccisi omicidio vittime
        feriti ferito ferita
        terremoto sisma scossa
        incendio rogo fiamme
        arrestato arrestati arrestata arresto arresti fermato fermati
        sciopero scioperi
        acquista compra acquisisce acquisizione rileva
        dimissioni dimette lascia
        vince batte vittoria trionfa
        approva approvato approvata approvazione
        taglia riduce abbassa
        carcere prigione
        posti occupazione
        """;

    private const string Portuguese = """
        mortos morto morta morre morrem morte mortes mata matam
        feridos ferido ferida
        terremoto sismo terramoto tremor
        incêndio fogo
        preso presos presa prende detido detidos detida prisão
        greve paralisação
        compra adquire aquisição
        renuncia renúncia demite demissão
        vence bate ganha vitória derrota
        aprova aprovado aprovada aprovam aprovação
        corta reduz baixa
        sobe aumenta eleva
        """;

    private const string Dutch = """
        dood doden dode overleden overlijdt sterft omgekomen gedood
        gewond gewonden gewonde
        aardbeving beving
        brand vuur
        aangehouden opgepakt gearresteerd arrestatie aanhouding
        staking stakingen staken werkonderbreking
        koopt overname overnemen
        verlaagt verlaging
        verhoogt verhoging
        wint verslaat zege overwinning
        banen arbeidsplaatsen
        celstraf gevangenisstraf cel gevangenis
        """;

    private const string Polish = """
        zginął zginęła zginęli zginęło zabity zabici zmarł zmarła śmierć ofiar ofiary
        ranny ranni rannych ranna
        pożar ogień
        zatrzymany zatrzymani zatrzymano aresztowany aresztowano
        strajk protest
        wygrywa wygrał wygrała zwycięstwo pokonał pokonali
        wypadek katastrofa
        obniża obniżka obniżył obniżyła
        podnosi podwyżka podniósł podniosła
        """;

    private const string Russian = """
        погибли погиб погибла погибших умер умерла скончался скончалась гибель
        ранены ранен ранена пострадали пострадавших пострадал
        землетрясение толчки
        пожар возгорание
        взрыв взрывы
        задержан задержали задержаны арестован арестовали
        авария дтп столкновение
        снизил снизила понизил снижение
        повысил повысила повышение
        """;

    private static IEnumerable<string> Languages => [German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian];
}
