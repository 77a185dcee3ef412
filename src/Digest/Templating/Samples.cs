using Scriban.Runtime;

namespace Digest.Templating;

/// <summary>
/// Facts for every template, of the kind that the rooms give, so that a broken one is found before a reader meets it: at
/// start, and by tests. Words and links pass a function first, by which tests make them nasty.
/// </summary>
internal sealed class Samples(Func<string, string>? words = null, Func<string, string>? links = null, string dir = "ltr", string language = "en")
{
    public const string LeaveSlot = "xSLOT0LEAVEx";
    public const string PreferencesSlot = "xSLOT1PREFERENCESx";
    public const string AddressSlot = "xSLOT2ADDRESSx";
    public const string SinceSlot = "xSLOT3SINCEx";

    private readonly Func<string, string> word = words ?? (same => same);
    private readonly Func<string, string> link = links ?? (same => same);

    public static IEnumerable<string> Names =>
    [
        "mail/standard.html", "mail/standard.txt", "mail/brief.html", "mail/brief.txt", "mail/full.html", "mail/full.txt", "mail/subject.txt", "mail/confirm.subject.txt", "mail/confirm.html",
        "mail/confirm.txt", "mail/already.subject.txt", "mail/already.html", "mail/already.txt", "mail/notice.subject.txt", "mail/notice.html", "mail/notice.txt",
        "mail/operator.subject.txt", "mail/operator.txt", "pages/landing.html", "pages/check_inbox.html",
        "pages/confirm.html", "pages/confirmed.html", "pages/confirm_expired.html", "pages/leave.html", "pages/goodbye.html", "pages/never.html", "pages/never_done.html",
        "pages/preferences.html", "pages/preferences_none.html", "pages/preferences_old.html", "pages/address.html", "pages/undo.html", "pages/erase.html", "pages/erased.html", "pages/stayed.html",
        "pages/not_found.html", "pages/problem.html", "pages/archive.html", "pages/edition.html", "pages/outbox.html",
        "pages/outbox_mail.html",
    ];

    public static IEnumerable<string> Html => Names.Where(name => name.EndsWith(".html", StringComparison.Ordinal));

    /// <summary>Languages whose texts are shipped.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "fr", "es", "ar", "zh"];

    /// <summary>Renders every template with sample facts, in every shipped language, and mails for every newsletter that has its own, and throws the result away.</summary>
    /// <exception cref="TemplateFault">One is broken.</exception>
    public static void Check(Templates templates)
    {
        foreach (var language in Languages)
            foreach (var name in Names)
                templates.Render(name, new Samples(language: language).For(name), new Voice(language));
    }

    /// <summary>The same for what one newsletter has of its own.</summary>
    /// <exception cref="TemplateFault">One is broken.</exception>
    public static void CheckOwn(Templates templates, string newsletter)
    {
        if (templates.Newsletters.Contains(newsletter)) CheckMails(templates, new Voice("en", newsletter));
    }

    private static void CheckMails(Templates templates, Voice voice)
    {
        foreach (var name in Names.Where(name => name.StartsWith("mail/", StringComparison.Ordinal)))
            templates.Render(name, new Samples(language: voice.Language).For(name), voice);
    }

    public ScriptObject For(string name) => Facts.From(name switch
    {
        _ when name.StartsWith("mail/confirm", StringComparison.Ordinal) => new { newsletter = Newsletter(), letter = Confirm() },
        _ when name.StartsWith("mail/notice", StringComparison.Ordinal) => new { newsletter = Newsletter(), letter = Notice() },
        _ when name.StartsWith("mail/already", StringComparison.Ordinal) => new { newsletter = Newsletter(), letter = Already() },
        _ when name.StartsWith("mail/operator", StringComparison.Ordinal) => new { letter = Operator() },
        _ when name.StartsWith("mail/", StringComparison.Ordinal) => Mail(),
        _ => Page(name),
    });

    public object Mail(int stories = 4, int more = 3, bool welcome = false, bool test = false, string preferences = PreferencesSlot) => new
    {
        newsletter = Newsletter(),
        edition = Edition(stories + more, welcome, test),
        stories = Stories(stories),
        more = Enumerable.Range(1, more).Select(i => new { title = word($"Recycling plant doubles its magnet line, part {i}"), url = link($"https://example.org/m{i}"), source = word("Port and Rail Notes") }),
        corrections = new[]
        {
            new { was = word("Two ships wait at the quay"), now = word("One ship waits at the quay"), url = link("https://example.org/c1"), date = "23 November" },
            new { was = word("A price list, explained"), now = "", url = link("https://example.org/c2"), date = "20 November" },
        },
        missed = new[] { new { title = word("A smelter in the north starts again"), url = link("https://example.org/w1"), source = word("Minerals Wire"), date = "21 November" } },
        reader = new { leave_url = LeaveSlot, preferences_url = preferences, address = AddressSlot, since = SinceSlot },
    };

    private object Newsletter() => new
    {
        name = word("The Daily Oxide"),
        description = word("Rare earths and critical minerals, every weekday morning."),
        language,
        dir,
        from_name = word("The Oxide Desk"),
        privacy_url = link("https://news.example/privacy"),
        postal_address = word("Quarry House, 12 Mill Lane\n10115 Musterstadt"),
        home_url = link("https://oxide.example/"),
        slug = "oxide",
        accent = "#0b57a4",
        accent_dark = "#8fbcff",
        logo = "",
        heading_font = "Georgia,'Times New Roman',serif",
        text_font = "Arial,sans-serif",
    };

    private object Edition(int count, bool welcome, bool test) => new
    {
        name = "2026-11-24",
        subject = word("Separation plants run short of acid and 6 more"),
        preheader = word("Acid is scarce, magnets are not: what moved the market since yesterday morning."),
        cadence = "daily",
        date_long = "Tuesday, 24 November 2026",
        date_short = "24 November",
        story_count = count,
        url = link("https://news.example/archive/oxide/2026-11-24"),
        introduction = word("Acid is the word of the week.\nTwo plants have slowed down, and a third asks for patience."),
        notice = word("No edition appears on Thursday."),
        opens_short = true,
        is_long = count > 7,
        welcome,
        test,
    };

    private IEnumerable<object> Stories(int count) => Enumerable.Range(0, count).Select(i => new
    {
        title = word(i == 0 ? "Separation plants run short of acid as a smelter pauses" : $"Neodymium oxide holds its price for week {i} in a row"),
        url = link($"https://example.org/news/{i}?a=1&b=2"),
        source = word(i % 2 == 0 ? "Minerals Wire" : "Harbour Gazette"),
        ago = i == 3 ? "" : $"{i + 2} h ago",
        minutes = i == 3 ? 0 : 3 + i,
        summary = word("Offers stayed where they were while buyers waited for the winter contracts. Traders speak of a market that listens more than it talks."),
        highlights = i == 0
            ? new[] { word("Two plants work at two thirds of their capacity."), word("Acid now costs a third more than in September."), word("Deliveries until January are said to be safe.") }
            : [],
        image = i is 0 or 2 ? link("https://example.org/picture.png") : "",
        topic = i % 4 < 2 ? word("Markets") : "",
        begins_topic = i % 2 == 0,
        also_in = i < 2 ? new[] { new { source = word("Port and Rail Notes"), url = link("https://example.org/also") }, new { source = word("Kiln Street"), url = link("https://example.org/also2") } } : [],
    });

    private object Confirm() => new
    {
        invited = false,
        confirm_url = "https://news.example/confirm/abcdefghij",
        never_url = "https://news.example/never/abcdefghij",
        asked_at = "23 November 2026, 16:04 UTC",
        how_often = "every weekday at 07:00 (Berlin time)",
        valid_days = 7,
        delete_days = 14,
        address = word("reader@example.org"),
    };

    private object Notice() => new
    {
        kind = "move",
        url = "https://news.example/address/abcdefghij",
        valid_days = 7,
        address = word("reader@example.org"),
    };

    private object Already() => new
    {
        preferences_url = "https://news.example/preferences/abcdefghij",
        leave_url = "https://news.example/unsubscribe/abcdefghij",
        asked_at = "23 November 2026, 16:04 UTC",
        address = word("reader@example.org"),
    };

    private object Operator() => new
    {
        what = word("The Daily Oxide of 24 November is paused"),
        detail = word("The relay refused 20 mails in a row.\n550 5.7.1 Message refused by policy"),
        next_step = word("Look at `digest edition report oxide`, then resume it with `digest edition resume oxide`."),
    };

    private Dictionary<string, object?> Page(string name) => new()
    {
        ["page"] = new { language, dir, nonce = "bm9uY2U", site_name = word("The Daily Oxide"), home_url = "/" },
        ["newsletter"] = Newsletter(),
        ["edition"] = Edition(7, false, false),
        ["stories"] = Stories(4),
        ["images"] = true,
        ["more"] = new[] { new { title = word("Two more ships wait"), url = link("https://example.org/m"), source = word("Kiln Street") } },
        ["newsletters"] = new[] { Listed("oxide", true), Listed("weekly", false) },
        ["form"] = Form(),
        ["editions"] = Listing(),
        ["archive_url"] = "/archive",
        ["subscribe_url"] = "/",
        ["home_url"] = "/",
        ["back_url"] = "/outbox",
        ["leave_url"] = "/unsubscribe/abc",
        ["weekly"] = Button("instead", "weekly"),
        ["pause"] = name.EndsWith("leave.html", StringComparison.Ordinal) ? Button("instead", "pause") : new { first = "2026-11-25", last = "2027-11-25", usual = "2026-12-08" },
        ["pause_days"] = 30,
        ["undo"] = Button("action", "undo"),
        ["reader"] = new { address = word("reader@example.org"), paused = true, resumes = word("Tuesday, 8 December 2026"), text_only = true },
        ["choice"] = Choice(),
        ["done"] = "paused",
        ["wrong"] = new { time_zone = true, send_at = true, paused_until = true, email = true },
        ["typed"] = word("reader.example.org"),
        ["sent"] = false,
        ["weekday"] = word("Monday"),
        ["resumes"] = word("Tuesday, 8 December 2026"),
        ["form_url"] = "/?newsletter=oxide",
        ["hint"] = word("reader@example.com"),
        ["preferences_url"] = "/preferences/abc",
        ["state"] = "confirmed",
        ["next"] = word("Your first edition comes tomorrow at 07:00 (Berlin time)."),
        ["problem"] = new { heading = word("That took too long"), text = word("The form was open for a while. Go back and send it again.") },
        ["mails"] = new[] { new { to = word("reader@example.org"), subject = word("Please confirm: The Daily Oxide"), at = "24 Nov 07:00", url = "/outbox/1" } },
        ["mail"] = OutboxMail(name),
    };

    private object Form() => new
    {
        heading = word("Straight Into Your Inbox"),
        lead = word("What moved rare earths and critical minerals, every weekday at seven."),
        button = word("Subscribe"),
        consent = word("By subscribing you agree to get this newsletter by e-mail. You can leave with one click in every mail."),
        success = word("Look into your inbox: we have sent you a link. Your subscription starts when you open it and confirm."),
        action = "/subscribe",
        token = "RgAAAQAAAZabc",
        trap = "digest_comment",
        newsletter = word("oxide"),
        newsletter_name = word("The Daily Oxide"),
        error = word("This address has no @. Write it like name@example.org."),
        email = word("reader.example.org"),
        fields = new[] { new { name = "ticket", value = word("abc") } },
    };

    private object Button(string name, string value) => new { action = "/unsubscribe/abc", fields = new[] { new { name, value = word(value) } } };

    private object Choice() => new
    {
        topics = new[] { new { name = word("Markets"), chosen = true }, new { name = word("Mines"), chosen = false } },
        weekly = true,
        weekday = word("Monday"),
        cadence = "daily",
        own_time = true,
        usual_hour = "07:00",
        usual_zone = word("Europe/Berlin"),
        hours = new[] { new { value = "06:00", chosen = false }, new { value = "07:00", chosen = true } },
        zones = new[] { new { value = word("America/New_York"), chosen = true } },
        comes = word("every weekday at 07:00 (Berlin time)"),
        languages = new[] { new { value = "", name = word("English"), chosen = true }, new { value = "de", name = word("Deutsch"), chosen = false } },
    };

    private object Listed(string slug, bool chosen) => new
    {
        slug,
        name = word("The Daily Oxide"),
        description = word("Every weekday at seven."),
        chosen,
        feed_url = "/archive/oxide/feed.xml",
        editions = Listing(),
    };

    private object[] Listing() =>
    [
        new { title = word("Separation plants run short of acid and 6 more"), date = "Tuesday, 24 November 2026", url = "/archive/oxide/2026-11-24", story_count = 7 },
        new { title = word("A quiet Monday for magnets"), date = "Monday, 23 November 2026", url = "/archive/oxide/2026-11-23", story_count = 1 },
    ];

    private object OutboxMail(string name) => new
    {
        from = word("The Oxide Desk <desk@oxide.example>"),
        to = word("reader@example.org"),
        subject = word("Please confirm: The Daily Oxide"),
        at = "24 November 2026, 07:00",
        view = name.Length % 2 == 0 ? "html" : "text",
        html_url = "/outbox/1",
        narrow_url = "/outbox/1?view=narrow",
        dark_url = "/outbox/1?view=dark",
        text_url = "/outbox/1?view=text",
        headers_url = "/outbox/1?view=headers",
        frame_url = "/outbox/1/html",
        text = word("Is this your address?\n\nhttps://news.example/confirm/abc"),
        headers = word("From: The Oxide Desk <desk@oxide.example>\nSubject: Please confirm"),
        links = new[] { link("https://news.example/confirm/abc") },
    };
}
