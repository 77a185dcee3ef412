namespace Digest.Tests.Mails;

/// <summary>What a newsletter in one language is made of: names, and texts of its script.</summary>
internal sealed record Tongue(string Language, string Name, string FromName, string PostalAddress, string[] Topics, string[] Sources, string[] Points, (string Title, string Summary)[] Stories)
{
    public static IReadOnlyList<Tongue> All { get; } =
    [
        new("en", "The Daily Oxide", "\"The Oxide\" Desk, morning team @ Oxide", "Oxide Press Ltd\n12 Harbour Street\nLeeds LS1 4AB", ["Supply", "Prices", "Policy"], ["Minerals Wire", "Trade Gazette", "Harbour News"], ["Two plants work at two thirds of their capacity", "The smelter stays closed until Thursday", "Acid from abroad takes three weeks"],
        [
            ("Sulphuric acid runs short as a smelter pauses", "Two separation plants work at two thirds of their capacity. The smelter that supplies them stays closed until Thursday."),
            ("Dysprosium reaches a two-year high", "Buyers filled their stores before the new licence rules. Traders expect prices to fall back in January."),
            ("A port in the north opens a quay for ore", "The first ship of 30,000 tonnes is due on Monday."),
            ("New export licences begin in January", "Applications take 45 days, the ministry says, and small lots are exempt."),
            ("A recycler takes back magnets from old turbines", "Each turbine holds some 600 kg of them."),
            ("Terbium offers stay unanswered", "Sellers ask for 4% more than a week ago."),
        ]),
        new("de", "Oxid am Morgen", "Redaktion Oxid: Größe & Übersicht", "Oxid Verlag GmbH\nGroße Straße 7\n20095 Hamburg", ["Angebot", "Preise", "Politik"], ["Börsenblatt", "Hafenkurier", "Rohstoffdienst"], ["Zwei Anlagen laufen mit zwei Dritteln ihrer Leistung", "Die Hütte bleibt bis Donnerstag geschlossen", "Säure aus dem Ausland braucht drei Wochen"],
        [
            ("Schwefelsäure wird knapp, weil eine Hütte stillsteht", "Zwei Trennanlagen laufen mit zwei Dritteln ihrer Leistung. Die Hütte bleibt bis Donnerstag geschlossen."),
            ("Dysprosium so teuer wie seit zwei Jahren nicht", "Käufer füllten ihre Lager vor den neuen Regeln. Händler erwarten im Januar fallende Preise."),
            ("Neuer Kai für Erz im Norden", "Das erste Schiff mit 30.000 Tonnen wird am Montag erwartet."),
            ("Ausfuhrgenehmigungen gelten ab Januar", "Anträge dauern 45 Tage; kleine Mengen sind ausgenommen."),
            ("Rückgewinnung von Magneten aus alten Windkraftanlagen", "Jede Anlage enthält rund 600 kg davon."),
            ("Terbium bleibt ohne Abschlüsse", "Verkäufer verlangen 4 % mehr als vor einer Woche."),
        ]),
        new("ar", "أكسيد الصباح", "فريق تحرير أكسيد الصباح", "دار أكسيد للنشر\nشارع الميناء 12\nدبي", ["العرض", "الأسعار", "السياسة"], ["وكالة المعادن", "جريدة التجارة", "أخبار الميناء"], ["مصنعان يعملان بثلثي طاقتهما", "المصهر مغلق حتى يوم الخميس", "الحمض من الخارج يحتاج ثلاثة أسابيع"],
        [
            ("نقص في حمض الكبريتيك بعد توقف مصهر", "يعمل مصنعان للفصل بثلثي طاقتهما. ويبقى المصهر مغلقا حتى يوم الخميس."),
            ("الديسبروسيوم عند أعلى مستوى في عامين", "ملأ المشترون مخازنهم قبل القواعد الجديدة. ويتوقع التجار تراجع الأسعار في يناير."),
            ("ميناء في الشمال يفتح رصيفا للخامات", "تصل أول سفينة بحمولة 30,000 طن يوم الاثنين."),
            ("تراخيص التصدير الجديدة تبدأ في يناير", "تستغرق الطلبات 45 يوما، وتعفى الكميات الصغيرة."),
            ("شركة تستعيد المغناطيس من التوربينات القديمة", "يحتوي كل توربين على نحو 600 كغ منها."),
            ("عروض التيربيوم بلا إجابة", "يطلب البائعون 4% أكثر من الأسبوع الماضي."),
        ]),
        new("zh", "氧化物早报", "氧化物早报编辑部", "氧化物出版社\n上海市浦东新区港口路12号", ["供应", "价格", "政策"], ["矿业通讯", "贸易报", "港口新闻"], ["两家工厂以三分之二的产能运行", "冶炼厂停产至周四", "进口硫酸需要三周"],
        [
            ("冶炼厂停产，硫酸供应紧张", "两家分离厂以三分之二的产能运行。供应它们的冶炼厂将停产至周四。"),
            ("镝价创两年新高", "买家在新许可规定之前补足了库存。贸易商预计一月价格回落。"),
            ("北方港口开设矿石码头", "首艘三万吨货轮将于周一抵达。"),
            ("新的出口许可从一月开始实施", "申请需要四十五天，小批量豁免。"),
            ("回收商从旧风机中回收磁体", "每台风机含有约六百公斤磁体。"),
            ("铽的报价无人回应", "卖家的要价比一周前高百分之四。"),
        ]),
    ];

    public bool IsRightToLeft => Language == "ar";
}
