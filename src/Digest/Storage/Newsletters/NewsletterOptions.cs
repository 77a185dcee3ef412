namespace Digest.Storage.Newsletters;

/// <summary>What an editor decides about a newsletter. In the database one row a setting, under these names.</summary>
internal sealed class NewsletterOptions
{
    public const string NoWeekly = "none";

    /// <summary>Its name in addresses and commands: lower-case letters, digits and hyphens.</summary>
    public string Slug { get; set; } = "";
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public string FromName { get; set; } = "";
    public string FromAddress { get; set; } = "";
    public string ReplyTo { get; set; } = "";
    public string PostalAddress { get; set; } = "";
    /// <summary>Where the publisher says what becomes of readers' data; empty: nowhere.</summary>
    public string PrivacyUrl { get; set; } = "";
    /// <summary>BCP 47 tag of what readers see.</summary>
    public string Language { get; set; } = "en";
    /// <summary>IANA zone in which dates and hours are meant.</summary>
    public string TimeZone { get; set; } = "UTC";
    public TimeOnly SendAt { get; set; } = new(7, 0);
    /// <summary>Days of the week on which an edition appears; empty: every day.</summary>
    public List<DayOfWeek> Days { get; set; } = [];
    /// <summary>Local dates without an edition; their articles wait for the next.</summary>
    public List<DateOnly> QuietDates { get; set; } = [];
    /// <summary>Day of the week of the weekly edition, or none.</summary>
    public string Weekly { get; set; } = NoWeekly;
    /// <summary>Null: there is no weekly edition, or its day is unreadable.</summary>
    public DayOfWeek? WeeklyOn =>
        Enum.GetValues<DayOfWeek>().Select(day => (DayOfWeek?)day).FirstOrDefault(day => Weekly.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Elapsed minutes between the cut and the release.</summary>
    public int ReviewMinutes { get; set; }
    public TimeSpan LateBy { get; set; } = TimeSpan.FromHours(3);
    public int MinStories { get; set; } = 1;
    public int MaxStories { get; set; } = 20;
    public bool SkipEmpty { get; set; } = true;
    public bool ReaderTime { get; set; }
    /// <summary>The look of the mail: <c>mail/THEME.html</c> and <c>.txt</c> of the templates.</summary>
    public string Theme { get; set; } = "standard";
    public BrandOptions Brand { get; set; } = new();
    public FormOptions Form { get; set; } = new();
    /// <summary>Whether who confirms gets the latest edition at once.</summary>
    public bool Welcome { get; set; } = true;
    /// <summary>Whether it is left out of the landing page, the form and the archive.</summary>
    public bool Private { get; set; }
    public List<SourceOptions> Sources { get; set; } = [];
}

/// <summary>The words around the sign-up form; null: those of the newsletter's language.</summary>
internal sealed class FormOptions
{
    public string? Heading { get; set; }
    public string? Lead { get; set; }
    public string? Button { get; set; }
    public string? Consent { get; set; }
    public string? Success { get; set; }
}

internal sealed class SourceOptions
{
    public string Url { get; set; } = "";
    /// <summary>The section of the edition that its articles stand in; null: as it is, for a new source none.</summary>
    public string? Topic { get; set; }
    /// <summary>What its articles count when stories are ranked; null: as it is, for a new source 1.</summary>
    public double? Weight { get; set; }
}
