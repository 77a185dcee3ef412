using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>What keeps two articles of much the same words apart: the next step, another kind of text, another game or name.</summary>
[TestFixture]
internal sealed class CueTests
{
    private static bool AreOne(string title, string summary, string otherTitle, string otherSummary) => Grouping.Group([
        new ArticleFacts { Id = 1, Title = title, Summary = summary }, new ArticleFacts { Id = 2, Title = otherTitle, Summary = otherSummary }]).Count == 1;

    [TestCase("Mayor of Lindau resigns over Hafen contract", "The council meets on the contract.", "New mayor of Lindau appointed, will review Hafen contract", "The council meets on the contract.")]
    [TestCase("Tribunal juzga a Ortega Lamas por el caso Bahía", "El exalcalde llega al juicio en Cádiz.", "Ortega Lamas, condenado por el caso Bahía", "El exalcalde de Cádiz recurrirá.")]
    [TestCase("Bundestag berät Entwurf zum Wattenmeergesetz", "Die Küstenländer sind skeptisch.", "Bundestag beschließt Wattenmeergesetz", "Die Küstenländer sind skeptisch.")]
    [TestCase("Nokia unveils Ladoga 9 foldable phone in Espoo", "The hinge is made of titanium.", "Nokia Ladoga 9 review: the foldable phone to beat", "The hinge is made of titanium.")]
    [TestCase("Sweden raises fuel tax on Gotland ferries", "Islanders pay more from January.", "What Sweden's fuel tax means for Gotland ferries", "Islanders pay more from January.")]
    [TestCase("Le Sénat vote la taxe sur les plateformes de livraison", "Le texte retourne à l'Assemblée.", "Pourquoi le Sénat vote la taxe sur les plateformes de livraison", "Le texte retourne à l'Assemblée.")]
    [TestCase("Broker Hale to appear in court over Hull ferry fraud", "He is due before a judge on Monday.", "Broker Hale denied bail in Hull ferry fraud case", "A judge in Hull kept him in prison.")]
    [TestCase("House of Representatives passes Tidal Lagoon bill", "The bill needs one more vote.", "Senate passes Tidal Lagoon bill", "The bill goes to the president.")]
    [TestCase("Bundestag beschließt Wattenmeergesetz", "Die Küstenländer sind skeptisch.", "Bundesrat stimmt dem Wattenmeergesetz zu", "Die Küstenländer sind skeptisch.")]
    [TestCase("Politie Delft: schipper opgepakt voor diefstal van veerpont", "De pont lag in Hoorn.", "Schipper veroordeeld voor diefstal van veerpont Delft", "De pont lag in Hoorn.")]
    [TestCase("Flu-19 in Malta: what was decided, 20 April", "Ferries stop.", "What was decided on flu-19 in Malta, 21 April", "Schools open.")]
    [TestCase("Gripe-19 en Malta: lo decidido el 20 de abril", "Paran los barcos.", "Gripe-19 en Malta: lo decidido el 21 de abril", "Abren las escuelas.")]
    [TestCase("Ossett says strike on Halden was its duty", "Halden must answer.", "Halden says it has a duty to answer strike by Ossett", "Ossett struck at noon.")]
    [TestCase("Ferry crews clash with police in Halden for second night", "They protest against the new timetable.", "Police and ferry crews clash in Halden for third night", "They protest against the new timetable.")]
    [TestCase("Fährleute streiken in Halden den zweiten Tag", "Es geht um den Fahrplan.", "Dritter Tag: Fährleute streiken in Halden", "Es geht um den Fahrplan.")]
    [TestCase("Live updates: council debates harbour", "Follow it with our reporters.", "Live updates: council debates museum", "Follow it with our reporters.")]
    public void The_next_step_and_another_kind_of_text_stay_apart(string title, string summary, string otherTitle, string otherSummary) =>
        Assert.That(AreOne(title, summary, otherTitle, otherSummary), Is.False);

    [TestCase("Rower arrested over theft of Rembrandt drawing in Delft", "Police found it under a boat.", "Police arrest rower in theft of Rembrandt drawing, Delft", "It was found under a boat.")]
    [TestCase("Hull mayor signs measure prohibiting ferry horns", "The ban begins in May.", "Hull mayor has signed a law prohibiting ferry horns", "Horns may not sound from May on.")]
    [TestCase("Three dead in avalanche above Zermatt", "A guide was among the victims.", "Avalanche above Zermatt kills three", "The victims include a guide.")]
    public void Other_words_for_one_step_join(string title, string summary, string otherTitle, string otherSummary) =>
        Assert.That(AreOne(title, summary, otherTitle, otherSummary), Is.True);

    [TestCase("Fähre rammt in Halden die Kaimauer", "Nach dem Unfall ist der Hafen gesperrt.", "Kaimauer in Halden von Fähre gerammt", "Der Schaden ist groß, und die Reederei schweigt.")]
    [TestCase("Harbour chief condemns ban on dredging in Hull", "The ban on dredging begins in May.", "Ban on dredging in Hull condemned by harbour chief", "It begins in May.")]
    public void Nouns_written_large_and_a_reaction_that_is_the_news_join(string title, string summary, string otherTitle, string otherSummary) =>
        Assert.That(AreOne(title, summary, otherTitle, otherSummary), Is.True);

    [TestCase("reaction", null, false)]
    [TestCase("live", "reaction", false)]
    [TestCase("review", null, true)]
    [TestCase("explainer", "reaction", true)]
    [TestCase("guide", "guide", false)]
    public void A_reaction_or_a_live_text_may_be_the_report_and_a_review_never_is(string? one, string? other, bool differ) =>
        Assert.That((TextKind.AreOther(one, other), TextKind.AreOther(other, one)), Is.EqualTo((differ, differ)));

    [TestCase("Fähre rammt Kaimauer", "Nach dem Unfall ist der Hafen gesperrt.", null, true)]
    [TestCase("Fähre rammt Kaimauer", "", "de-AT", true)]
    [TestCase("Ada von der Lund opens the harbour", "Hull thanked Ms von der Lund.", null, false)]
    [TestCase("Nach dem Sturm ist Ruhe", "", "en", false)]
    public void German_is_known_by_its_tag_or_its_small_words(string title, string summary, string? language, bool german) =>
        Assert.That(new ArticleWords(new ArticleFacts { Id = 1, Title = title, Summary = summary, Language = language }).WritesNounsLarge, Is.EqualTo(german));

    [TestCase(1, 2, true)]
    [TestCase(1, 1, false)]
    [TestCase(1, null, true)]
    public void What_a_newsroom_tells_twice_is_the_next_step(long? source, long? otherSource, bool one)
    {
        var first = new ArticleFacts { Id = 1, Title = "Ferry runs aground off Halden in thick fog", Summary = "All forty aboard are safe.", Source = source };
        var next = new ArticleFacts { Id = 2, Title = "Ferry aground in fog pulled free off Halden by tug", Summary = "It came into port at noon.", Source = otherSource };
        Assert.That(Grouping.Group([first, next]), Has.Count.EqualTo(one ? 1 : 2));
    }

    [TestCase("Mayor says ferry is safe", "", "Told, Speech")]
    [TestCase("Ferry is safe: “we checked twice”", "", "Told")]
    [TestCase("Mayor: 'we checked it twice'", "", "Told")]
    [TestCase("The journey of a ferry to Halden", "", "Told")]
    [TestCase("Bürgermeister warnt vor Fähre", "", "Told, Speech")]
    [TestCase("Pourquoi le ferry reste à quai", "", "Told")]
    [TestCase("Ferry could sail again", "", "Ahead")]
    [TestCase("Council to decide on ferry", "", "Ahead")]
    [TestCase("Fähre soll wieder fahren", "", "Ahead")]
    [TestCase("Ten ferries for a summer trip", "", "Listed")]
    [TestCase("Ten killed in a ferry fire", "", "None")]
    [TestCase("Ferry line answers", "The owner responded to the ruling on Monday.", "Answer")]
    [TestCase("Ferry line reacts as mayor says it must close", "", "Told, Answer, Speech")]
    [TestCase("Ferry runs aground off Halden", "It was on its way in May.", "None")]
    [TestCase("Halden's ferry and Moss's quay open in May", "", "None")]
    [TestCase("Ferry runs aground off Halden", "All are safe, the owner said.", "Speech")]
    [TestCase("Somehow ferry is back", "", "None")]
    public void An_article_may_have_an_angle_beside_what_happened(string title, string summary, string angle) =>
        Assert.That(AngleWords.Of(title, summary).ToString(), Is.EqualTo(angle));

    [TestCase("Fire in a mill at Halden: 30 hurt", "Fire in a mill at Moss: twelve hurt", true)]
    [TestCase("Strike shuts Norway's two biggest ports", "Strike shuts Norway's west coast railways", true)]
    [TestCase("Old town on the fjord cuts fees for ferries and lorries", "Harbour cuts fees for ferries and lorries", false)]
    [TestCase("Ferry owner shuts Halden office after decades of losses", "Ferry owner shuts Halden office", false)]
    [TestCase("Ferries and lorries pay less from Monday in May", "Ferries and lorries pay less as quay stands empty", false)]
    public void One_thing_in_anothers_place_is_another_event_and_another_way_to_say_it_is_not(string one, string other, bool differ) =>
        Assert.That(Alike(one, other).IsOpposed, Is.EqualTo(differ));

    [Test]
    public void A_report_and_what_somebody_makes_of_it_are_less_likely_one()
    {
        double With(string title) => Alike("Ferry runs aground off Halden", title).Strength;
        Assert.That(With("\"Ferry\" aground off Halden"), Is.LessThan(With("Ferry aground off Halden") - 0.1));
    }

    [Test]
    public void Two_titles_that_tell_each_other_all_are_more_likely_one_than_where_one_has_news_of_its_own()
    {
        var (one, more) = ("Ferry aground off Halden", "Tax on diesel doubled; ferry aground off Halden; harbour master retires");
        var (same, other) = (Overlapping(one, "Off Halden ferry aground"), Overlapping(one, more));
        Assert.Multiple(() =>
        {
            Assert.That((same.Told, same.ToldByBoth), Is.EqualTo((1, 1)).Within(1e-9));
            Assert.That(other.Told, Is.EqualTo(1).Within(1e-9));
            Assert.That(other.ToldByBoth, Is.LessThan(0.7));
            Assert.That(Overlapping(more, one).ToldByBoth, Is.EqualTo(other.ToldByBoth).Within(1e-9));
        });
    }

    [TestCase("Opinion: the tax must go", "opinion")]
    [TestCase("Kommentar: Die Steuer muss weg", "opinion")]
    [TestCase("Nokia Ladoga 9 review: a phone to beat", "review")]
    [TestCase("What the tax means for ferries", "explainer")]
    [TestCase("Warum die Fähren teurer werden", "explainer")]
    [TestCase("Lo que se sabe del apagón", "explainer")]
    [TestCase("How to watch the final", "guide")]
    [TestCase("Has the truce ended the war?", "question")]
    [TestCase("Morning briefing: rates, oil, chips", "routine")]
    [TestCase("Farmers' union condemns ban on sprays", "reaction")]
    [TestCase("Verband kritisiert Zinsentscheid", "reaction")]
    [TestCase("Ada Lund: I lost a quarry and found a lake", "opinion")]
    [TestCase("Letters: rivers, rents and tea", "routine")]
    [TestCase("Best ferry rates today, Monday: up to 4.1% off", "routine")]
    [TestCase("Nine reasons to love Hull", "explainer")]
    [TestCase("Hull Rovers v Ossett: livestream from anywhere", "preview")]
    [TestCase("Гавань — Маяк: во сколько начало и где смотреть", "preview")]
    [TestCase("Live: storm reaches Bergen", "live")]
    [TestCase("Sturm über Kiel im Liveticker", "live")]
    [TestCase("Das sind die Ruderinnen für die WM", "portrait")]
    [TestCase("Los mejores lugares para ver la regata", "guide")]
    [TestCase("Waarom de veerpont duurder wordt", "explainer")]
    [TestCase("Regatta: por que o barco afundou", "explainer")]
    [TestCase("Harbour chief hits back at mayor over dredging", "reaction")]
    [TestCase("Shares making the day's largest jumps: Hull Rope, Ossett Steel", "routine")]
    [TestCase("Biggest movers before the bell: Hull Rope, Ossett Steel", "routine")]
    [TestCase("Where to eat beside the regatta", "guide")]
    [TestCase("Regata di Lerici, dove mangiare vicino al traguardo", "guide")]
    [TestCase("Bac de Royan : les nouveaux horaires à connaître", "guide")]
    [TestCase("Behind the collapse of the Hull rope works", "explainer")]
    [TestCase("Inside Ossett's steel strike", null)]
    [TestCase("Derrière la faillite du bac, dix ans de dettes", "explainer")]
    [TestCase("Hinter dem Fährstreik: eine Reederei in Not", "explainer")]
    [TestCase("Fährstreik endet, Reederei hinter dem Zeitplan", null)]
    [TestCase("Kim jest nowy szef portu", "portrait")]
    [TestCase("Chi è la nuova timoniera di Lerici", "portrait")]
    [TestCase("Machtwechsel in Tallin: Pressestimmen zur Wahl", "routine")]
    [TestCase("Das Hochwasser von Halden in Bildern", "puzzle")]
    [TestCase("How Ada Lund may change the harbour", "explainer")]
    [TestCase("Storm slams into Galway", null)]
    [TestCase("Grand Slam title for Lund", null)]
    [TestCase("Reactor test: neighbours of Halden wary", null)]
    [TestCase("Judges review the ban on fishing", null)]
    [TestCase("Lorry tips over on the M62", null)]
    [TestCase("Minister says what happened was wrong", null)]
    public void A_headline_tells_what_kind_of_text_it_is(string title, string? kind) => Assert.That(TextKind.Of(title), Is.EqualTo(kind));

    [TestCase("Brann beat Molde 3-1", "Brann beat Molde 2-0", true)]
    [TestCase("Brann beat Molde 3-1", "Molde lose 1-3 in Bergen", false)]
    [TestCase("Brann beat Molde 3-1", "Brann beat Molde", false)]
    [TestCase("Train of 10:45 late", "Train of 12:30 late", false)]
    public void Two_scores_are_two_games(string one, string other, bool differ) =>
        Assert.That(Figures.Of(one, isTitle: true).AreOtherScores(Figures.Of(other, isTitle: true)), Is.EqualTo(differ));

    [TestCase("Freight rates, week 34", "Freight rates in week 35", true)]
    [TestCase("Sony shows PS5 lens", "Sony shows PS6 lens", true)]
    [TestCase("12. Spieltag: Sieg für Mainz", "Spieltag 13: Sieg für Mainz", true)]
    [TestCase("Crash in Kiel 12 hurt", "Crash in Kiel 14 hurt", false)]
    [TestCase("Week 34 in pictures", "Pictures of week 34", false)]
    public void What_is_numbered_is_not_the_next_of_its_kind(string one, string other, bool differ) =>
        Assert.That(Figures.Of(one, isTitle: true).IsOtherThan(Figures.Of(other, isTitle: true)), Is.EqualTo(differ));

    [TestCase("Brann hebt Prognose nach starkem Quartal an", "Molde hebt Prognose nach starkem Quartal an", true)]
    [TestCase("Banco Brann gana un 13% más hasta junio", "Molde gana un 9% menos en el semestre", true)]
    [TestCase("Brann raises outlook", "Brann and Molde raise outlook", false)]
    [TestCase("VW baut Stellen ab", "Volkswagen baut im Werk Emden Stellen ab", false)]
    [TestCase("Brann raises outlook", "Outlook raised at Brann", false)]
    public void Two_who_do_one_deed_are_two_stories(string one, string other, bool differ) =>
        Assert.That(OtherDoers.Are(new ArticleWords(new ArticleFacts { Id = 1, Title = one }), new ArticleWords(new ArticleFacts { Id = 2, Title = other })), Is.EqualTo(differ));

    [TestCase("Shares in Bergen hit a record as Norges Bank cuts rates", "Norges Bank cuts rates", true)]
    [TestCase("Norges Bank cuts rates as krone climbs", "Norges Bank cuts rates", false)]
    [TestCase("Norges Bank cuts rates by 0.25 points", "Norges Bank cuts rates by 0.50 points", true)]
    [TestCase("Norges Bank cuts rates by 0.25 points", "Norges Bank cuts rates in March", false)]
    public void Another_piece_of_news_or_other_numbers_speak_against_one_story(string one, string other, bool speak) =>
        Assert.That(DoubtAbout(one, other), speak ? Is.GreaterThanOrEqualTo(0.1) : Is.LessThan(0.1));

    [Test]
    public void Two_explainers_are_one_story_less_likely_than_two_reports() =>
        Assert.That(DoubtAbout("Why ferries cost more in Bergen", "Why Bergen pays more for ferries"), Is.GreaterThan(DoubtAbout("Ferries cost more in Bergen", "Bergen pays more for ferries")));

    private static double DoubtAbout(string one, string other)
    {
        var (a, b) = (new ArticleWords(new ArticleFacts { Id = 1, Title = one }), new ArticleWords(new ArticleFacts { Id = 2, Title = other }));
        var corpus = new Corpus([a, b]);
        return Doubt.About(new WeighedArticle(a, corpus), new WeighedArticle(b, corpus));
    }

    [TestCase("Actor Edwin Marlowe dies at home in Hull", "Actor Edwin Castell dies at home in Hull", true)]
    [TestCase("Actor Edwin Marlowe dies at home in Hull", "Edwin Marlowe of Hull dies", false)]
    [TestCase("Actor Edwin Marlowe dies at home in Hull", "Marlowe dies in Hull", false)]
    public void One_first_name_is_not_one_person(string one, string other, bool differ) =>
        Assert.That(OtherNames.Are(new ArticleWords(new ArticleFacts { Id = 1, Title = one }), new ArticleWords(new ArticleFacts { Id = 2, Title = other })), Is.EqualTo(differ));

    [Test]
    public void A_later_step_that_the_other_article_foretells_is_no_other_story()
    {
        var arrested = WordReader.Read("Man arrested in Delft");
        var charged = Stages.Of(WordReader.Read("Man charged with theft in Delft"));
        Assert.That(Stages.Differ(Stages.Of(arrested), Stages.Of(arrested), charged, charged), Is.True);
        var foretold = Stages.Of([.. arrested, .. WordReader.Read("He will be charged today")]);
        Assert.That(Stages.Differ(Stages.Of(arrested), foretold, charged, charged), Is.False);
    }

    private static (WeighedArticle, WeighedArticle) Weighed(string one, string other)
    {
        var (a, b) = (new ArticleWords(new ArticleFacts { Id = 1, Title = one }), new ArticleWords(new ArticleFacts { Id = 2, Title = other }));
        var corpus = new Corpus([a, b]);
        return (new WeighedArticle(a, corpus), new WeighedArticle(b, corpus));
    }

    private static Likeness Alike(string one, string other)
    {
        var (a, b) = Weighed(one, other);
        return Likeness.Of(a, b);
    }

    private static Overlap Overlapping(string one, string other)
    {
        var (a, b) = Weighed(one, other);
        return a.OverlapWith(b);
    }
}
