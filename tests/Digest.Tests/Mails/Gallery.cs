using System.Text;
using Digest.Composing;
using Digest.Composing.Mime;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digest.Tests.Mails;

/// <summary>One mail as one reader gets it: the bytes, and what they were made of.</summary>
internal sealed record GalleryMail(string Theme, Tongue Tongue, string Edition, EditionFacts Facts, string Subject, byte[] Raw)
{
    public string Name => $"{Theme}-{Tongue.Language}-{Edition}";

    public override string ToString() => Name;
}

/// <summary>
/// A gallery of mails, made by the product's own parts from the templates to the splicing of a reader's values: all
/// themes in four languages, with calm editions and nasty ones. Made once for all tests of a run.
/// </summary>
internal static class Gallery
{
    public const string Privacy = "https://www.oxide.example/privacy";
    public const string Address = "r.eader+news@readers.example";
    public const string Home = "https://digest.oxide.example";
    public static readonly string[] Themes = ["standard", "brief", "full"];

    /// <summary>calm: an ordinary morning. rich: everything an edition can hold. nasty: what strangers write. single: as little as can be.</summary>
    public static readonly string[] Editions = ["calm", "rich", "nasty", "single", "welcome", "missed", "test"];

    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    public static readonly string Token = new string('t', 60) + new string('-', 35) + "_";
    public static readonly string Preferences = new string('p', 60) + new string('-', 35) + "_";
    public static readonly string LeaveKey = "deliveryabcdefghijklmnopqr" + new string('u', 16);
    private const string Marker = "z0123456789abcdef01234567";

    private static readonly Lazy<ServiceProvider> Rooms = new(MakeRooms);

    private static readonly Lazy<IReadOnlyList<GalleryMail>> Made = new(() =>
        Themes.SelectMany(theme => Tongue.All.SelectMany(tongue => Editions.Select(edition => Make(theme, tongue, edition)))).ToList());

    public static IReadOnlyList<GalleryMail> All => Made.Value;

    public static GalleryMail Of(string theme, string language, string edition) =>
        All.Single(m => (m.Theme, m.Tongue.Language, m.Edition) == (theme, language, edition));

    /// <summary>What its mails are spliced from.</summary>
    public static Variant VariantOf(string theme, string language, string edition) =>
        Make(theme, Tongue.All.Single(t => t.Language == language), edition, out _, out _);

    private static GalleryMail Make(string theme, Tongue tongue, string kind)
    {
        var variant = Make(theme, tongue, kind, out var facts, out var subject);
        var values = new SlotValues(Token, Preferences, Address, Noon.AddDays(-40), Noon, "deliveryabcdefghijklmnopqr.keyedabcdefghijk", LeaveKey);
        return new GalleryMail(theme, tongue, kind, facts, subject, new MailSplicer(variant).Splice(values).ToArray());
    }

    private static Variant Make(string theme, Tongue tongue, string kind, out EditionFacts facts, out string subject)
    {
        var options = Rooms.Value.GetRequiredService<StorageOptions>();
        var newsletter = NewsletterOf(theme, tongue);
        facts = FactsOf(kind, tongue, newsletter);
        var slots = new ReaderSlots(
            options.Link(HeaderBlock.LeavePath) + Slot.Leave.In(Marker), options.Link(HeaderBlock.PreferencesPath) + Slot.Preferences.In(Marker), Slot.Address.In(Marker), Slot.Since.In(Marker));
        var mail = Rooms.Value.GetRequiredService<EditionComposer>().Render(facts, slots);
        subject = mail.Subject;
        const string boundary = "=_0123456789abcdef01234567";
        return new Variant
        {
            Name = Variant.Digest,
            Marker = Marker,
            Headers = HeaderBlock.Write(newsletter, EditionOf(facts), mail.Subject, boundary, newsletter.Options.Language, Marker, options, new LeaveByMail("mailto:u+", "@bounce.oxide.example")),
            Body = Alternative.Write(mail.Text, mail.Html, boundary, Marker),
        };
    }

    private static EditionFacts FactsOf(string kind, Tongue tongue, Newsletter newsletter)
    {
        var calm = tongue.Stories.Select((s, i) => Calm(tongue, i)).ToList();
        var facts = new EditionFacts { Newsletter = newsletter, Date = new DateOnly(2026, 11, 24), Name = "2026-11-24", At = Noon, Stories = calm };
        return kind switch
        {
            "rich" => facts with
            {
                Introduction = $"{tongue.Stories[3].Summary}\n{tongue.Stories[4].Summary}",
                Notice = tongue.Stories[5].Title,
                Stories = [.. calm.Select((s, i) => s with { Topic = tongue.Topics[i / 2] })],
                More = [.. calm.Select((s, i) => s with { Title = $"{s.Title} {i}", Url = $"https://news.example/more/{i}" })],
                Corrections = [new("Acid is plenty", tongue.Stories[0].Title, "https://news.example/corrected", new DateOnly(2026, 11, 23)), new("Same", "Same", "https://news.example/same", new DateOnly(2026, 11, 20))],
            },
            "nasty" => facts with
            {
                Stories = NastyStories.Of(tongue),
                Introduction = NastyStories.Markup + "\n\nFrom here\n.\n-- \nBcc: x@y.example",
                Notice = NastyStories.Markup,
                More = [.. NastyStories.Of(tongue).Select(s => s with { Url = s.Url + "&more" })],
                Corrections = [new(NastyStories.Markup, "", "https://news.example/c", new DateOnly(2026, 11, 1))],
                Missed = [new("", "https://news.example/m", NastyStories.Markup, new DateOnly(2026, 11, 2))],
            },
            "single" => facts with { Stories = [NastyStories.Of(tongue)[3]] },
            "welcome" => facts with { Welcome = true },
            "missed" => facts with { Missed = [.. tongue.Stories.Take(4).Select((s, i) => new MissedStory($"{s.Title} {i}", $"https://news.example/missed/{i}", tongue.Sources[i % 3], new DateOnly(2026, 11, 20 + i)))] },
            "test" => facts with { Test = true },
            _ => facts,
        };
    }

    private static Story Calm(Tongue tongue, int i) => new()
    {
        Title = tongue.Stories[i].Title,
        Url = $"https://news.example/{tongue.Language}/{i}",
        Source = tongue.Sources[i % 3],
        PublishedAt = Noon.AddHours(-2 - i * 5),
        Summary = tongue.Stories[i].Summary,
        Highlights = i == 0 ? tongue.Points : [],
        Image = i % 2 == 0 ? $"https://news.example/pictures/{i}.png" : null,
        Minutes = i == 2 ? 0 : 3 + i,
        Articles = [new(1, tongue.Sources[i % 3], "a", "https://news.example/a"), .. i == 0 ? [new StoryArticle(2, tongue.Sources[1], "b", "https://other.example/b"), new StoryArticle(3, tongue.Sources[2], "c", "https://third.example/c")] : Array.Empty<StoryArticle>()],
    };

    private static Newsletter NewsletterOf(string theme, Tongue tongue) => new()
    {
        Id = 1,
        PublicId = PublicId.FromBytes(Encoding.ASCII.GetBytes("0123456789abcdef")),
        CreatedAt = Noon.AddYears(-1),
        Options = new NewsletterOptions
        {
            Slug = "oxide",
            Name = tongue.Name,
            FromName = tongue.FromName,
            FromAddress = "desk@oxide.example",
            ReplyTo = "letters@oxide.example",
            PostalAddress = tongue.PostalAddress,
            PrivacyUrl = Privacy,
            Language = tongue.Language,
            TimeZone = "Europe/Berlin",
            Theme = theme,
        },
    };

    private static Edition EditionOf(EditionFacts facts) => new()
    {
        Id = 1,
        PublicId = PublicId.FromBytes(Encoding.ASCII.GetBytes("abcdef0123456789")),
        Newsletter = 1,
        Cadence = "daily",
        Date = facts.Date,
        N = 1,
        Scheduled = true,
        State = "releasing",
        Subject = facts.Subject,
        CutAt = Noon,
        ReleaseAt = Noon,
    };

    private static ServiceProvider MakeRooms()
    {
        var settings = new Dictionary<string, string?> { ["Digest:BaseUrl"] = Home };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRooms(configuration, Settings.Read(configuration), worker: null);
        return services.BuildServiceProvider();
    }
}
