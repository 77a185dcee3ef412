namespace Digest.Readers;

/// <summary>A domain where many people have their mailbox.</summary>
/// <param name="Name">Its first label.</param>
/// <param name="Ending">What follows that label's dot.</param>
internal sealed record MailProvider(string Name, string Ending)
{
    public string Domain { get; } = $"{Name}.{Ending}";
}

/// <summary>The domains of mailboxes that are common somewhere in the world, the more common first; and what only looks like one.</summary>
internal static class MailProviders
{
    // A line a name: its endings after it.
    private const string Table = """
        gmail com
        yahoo com co.uk co.in fr de it es ca in com.br com.mx com.ar com.au co.jp co.id com.hk com.tw com.sg com.ph com.vn gr ie pl ro se no dk nl be at
        hotmail com co.uk fr de it es be nl se no dk fi gr ca com.br com.ar com.tr co.jp ch at
        outlook com fr de it es be pt dk ie com.br com.ar com.au jp kr in co.th co.id cl cz gr hu
        icloud com
        live com co.uk fr de it nl be se no dk ca com.au com.mx com.ar com.pt cn ie at jp in cl
        msn com
        aol com co.uk de fr it
        gmx de net at ch com fr es co.uk
        web de
        t-online de
        googlemail com de
        freenet de
        arcor de
        posteo de net
        mailbox org
        1und1 de
        vodafone de it
        online de
        mail ru com ee bg
        yandex ru com by kz ua com.tr
        rambler ru
        inbox ru lv lt
        list ru
        bk ru
        ukr net
        proton me
        protonmail com ch
        pm me
        tutanota com de
        tuta com io
        fastmail com fm
        zoho com eu in
        me com
        mac com
        orange fr
        wanadoo fr
        free fr
        laposte net
        sfr fr
        neuf fr
        bbox fr
        bluewin ch
        hispeed ch
        sunrise ch
        aon at
        chello at
        libero it
        virgilio it
        alice it
        tiscali it co.uk
        tin it
        fastwebnet it
        btinternet com
        ntlworld com
        virginmedia com
        blueyonder co.uk
        talktalk net
        sky com
        eircom net
        telefonica net
        terra com.br es com
        uol com.br
        bol com.br
        ig com.br
        globo com
        sapo pt
        ziggo nl
        kpnmail nl
        planet nl
        xs4all nl
        hetnet nl
        home nl
        telenet be
        skynet be
        proximus be
        telia com
        tele2 se
        spray se
        bredband net
        online no
        wp pl
        o2 pl
        onet pl eu
        interia pl eu
        gazeta pl
        seznam cz
        centrum cz sk
        email cz
        azet sk
        freemail hu
        citromail hu
        abv bg
        otenet gr
        walla co.il com
        comcast net
        verizon net
        att net
        sbcglobal net
        bellsouth net
        charter net
        cox net
        earthlink net
        optonline net
        juno com
        roadrunner com
        frontier com
        shaw ca
        rogers com
        sympatico ca
        videotron ca
        bigpond com net.au
        optusnet com.au
        iinet net.au
        xtra co.nz
        rediffmail com
        qq com
        163 com
        126 com
        sina com cn
        sohu com
        foxmail com
        aliyun com
        naver com
        daum net
        hanmail net
        nate com
        docomo ne.jp
        ezweb ne.jp
        nifty com
        ymail com
        rocketmail com
        """;

    /// <summary>Domains of their own that a slip of the finger could also have made of a provider's.</summary>
    public static readonly HashSet<string> Real = new(
        ["email.com", "hey.com", "love.com", "usa.com", "inbox.com", "lavabit.com", "hushmail.com", "hush.com", "myself.com", "vmail.com", "zmail.com", "tmail.com",
         "hmail.com", "kmail.com", "bmail.com", "emails.com", "mails.com", "gmx.us", "gmx.eu", "gmx.info", "gmx.biz", "gmx.org", "mail.de", "mail.fr", "mail.at", "mail.ch",
         "bol.com", "globe.com", "none.com", "never.com", "raver.com", "planet.com", "sina.cn", "vk.com", "ok.ru", "outlaw.com", "range.fr", "libera.it", "hotmail.my", "live.fi"],
        StringComparer.Ordinal);

    public static readonly IReadOnlyList<MailProvider> All =
        [.. from line in Table.Split('\n', StringSplitOptions.TrimEntries)
            let words = line.Split(' ')
            from ending in words.Skip(1)
            select new MailProvider(words[0], ending)];

    public static readonly HashSet<string> Domains = All.Select(p => p.Domain).ToHashSet(StringComparer.Ordinal);
}
