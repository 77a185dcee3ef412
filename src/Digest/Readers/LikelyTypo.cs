namespace Digest.Readers;

/// <summary>
/// "Did you mean …?": the address that was probably meant where a common mailbox domain was mistyped. A hint, never a
/// refusal; a domain that is common itself gets none.
/// </summary>
internal static class LikelyTypo
{
    /// <summary>Names up to so many letters have too many real neighbours: only swapped or doubled letters count as slips.</summary>
    private const int ShortName = 4;

    /// <summary>From so many letters on two slips are allowed, after a right beginning.</summary>
    private const int LongName = 7;

    private static readonly HashSet<string> OnlyOneHome = ["gmail", "icloud"];

    /// <summary>Endings that nothing has, and what fingers meant: told at any domain.</summary>
    private static readonly Dictionary<string, string> Endings = new(StringComparer.Ordinal)
    {
        ["con"] = "com",
        ["cmo"] = "com",
        ["ocm"] = "com",
        ["vom"] = "com",
        ["xom"] = "com",
        ["cpm"] = "com",
        ["cim"] = "com",
        ["comm"] = "com",
        ["coom"] = "com",
        ["ccom"] = "com",
        ["com1"] = "com",
        ["nte"] = "net",
        ["ent"] = "net",
        ["nett"] = "net",
        ["ner"] = "net",
        ["ogr"] = "org",
        ["orgg"] = "org",
        ["rog"] = "org",
        ["prg"] = "org",
    };

    /// <summary>Two letters that are a country's and yet, at a provider that isn't there, most often a half .com.</summary>
    private static readonly HashSet<string> HalfCom = ["co", "cm", "om"];

    // ISO 3166 as domains have it, and the longer endings that lie beside .com, .net and .org.
    private static readonly HashSet<string> Countries = new((
        "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz "
        + "de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it "
        + "je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz "
        + "om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz "
        + "ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw cam bom bet pet vet new ong com net org").Split(' '), StringComparer.Ordinal);

    /// <summary>The whole address as it was probably meant; null: nothing speaks for a slip.</summary>
    public static string? Suggest(MailAddress address)
    {
        var typed = address.Domain;
        if (MailProviders.Domains.Contains(typed) || MailProviders.Real.Contains(typed)) return null;
        return (NearestProvider(typed) ?? WithoutSlipInEnding(typed)) is { } meant ? address.Text[..^typed.Length] + meant : null;
    }

    private static string? NearestProvider(string typed)
    {
        var (best, fewest) = ((string?)null, int.MaxValue);
        foreach (var provider in MailProviders.All)
        {
            if (Slips(typed, provider) is not { } slips || slips >= fewest) continue;
            (best, fewest) = (provider.Domain, slips);
        }
        return best;
    }

    private static string? WithoutSlipInEnding(string typed)
    {
        var dot = typed.LastIndexOf('.');
        return Endings.TryGetValue(typed[(dot + 1)..], out var meant) ? typed[..(dot + 1)] + meant : null;
    }

    /// <summary>How many slips lie between; null: too many, or they are not slips.</summary>
    private static int? Slips(string typed, MailProvider provider)
    {
        if (Bare(typed) == Bare(provider.Domain)) return 1; // A dot in the wrong place, or one too many.
        var dot = typed.IndexOf('.', StringComparison.Ordinal);
        var inName = NameSlips(typed[..dot], provider.Name);
        var isLost = inName == 0 && OnlyOneHome.Contains(provider.Name) && dot == typed.LastIndexOf('.');
        return isLost ? 1 : inName + EndingSlips(typed[(dot + 1)..], provider);
    }

    private static int? NameSlips(string typed, string name)
    {
        var slips = EditDistance.Between(typed, name);
        if (slips == 0) return 0;
        if (name.Length <= ShortName) return slips == 1 && SameLetters(typed, name) ? 1 : null;
        var isLong = name.Length >= LongName && typed.Length >= LongName && typed[0] == name[0];
        return slips <= (isLong ? 2 : 1) ? slips : null;
    }

    private static int? EndingSlips(string typed, MailProvider provider)
    {
        if (typed == provider.Ending) return 0;
        if (provider.Ending == "com" && HalfCom.Contains(typed)) return 1;
        var last = typed[(typed.LastIndexOf('.') + 1)..];
        return !Countries.Contains(last) && EditDistance.Between(typed, provider.Ending) == 1 ? 1 : null;
    }

    // Swapped, or one of them doubled or only once.
    private static bool SameLetters(string one, string other) => one.ToHashSet().SetEquals(other);

    private static string Bare(string domain) => domain.Replace(".", "", StringComparison.Ordinal);
}
