namespace Digest.Collecting.Robots;

/// <summary>Whether a page may be asked for.</summary>
/// <param name="Refusal">Why not, in words for people; null: it may.</param>
/// <param name="IsForNow">The refusal is no rule of the site: its rules could not be had.</param>
/// <param name="CrawlDelay">How long its site wants us to wait between two pages; zero when it says nothing.</param>
internal sealed record RobotsAnswer(string? Refusal, bool IsForNow, TimeSpan CrawlDelay)
{
    public bool IsAllowed => Refusal is null;
}
