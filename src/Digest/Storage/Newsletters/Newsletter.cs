namespace Digest.Storage.Newsletters;

/// <summary>A newsletter as the rooms use it: its row and its settings.</summary>
internal sealed record Newsletter
{
    public required long Id { get; init; }
    public required PublicId PublicId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required NewsletterOptions Options { get; init; }

    /// <summary>Since when the day of its weekly edition is what it is; null: it was never named.</summary>
    public DateTimeOffset? WeeklySince { get; init; }

    public string Slug => Options.Slug;
    public string Name => Options.Name.Length > 0 ? Options.Name : Options.Slug;
    public string FromName => Options.FromName.Length > 0 ? Options.FromName : Name;

    /// <summary>The zone of its dates and hours.</summary>
    /// <exception cref="TimeZoneNotFoundException">Checked when the setting is made; here the zone data was removed since.</exception>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Options.TimeZone);
}
