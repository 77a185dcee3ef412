using System.Net;
using Digest.Collecting;
using Digest.Delivering;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Settings;
using Digest.Subscribing;

namespace Digest;

/// <summary>All of section <c>Digest</c>, bound and checked once at start. Each room takes its part.</summary>
internal sealed class Settings : StorageOptions
{
    public MailOptions Mail { get; set; } = new();
    public CollectingOptions Collecting { get; set; } = new();
    public DeliveringOptions Delivering { get; set; } = new();
    public SubscribingOptions Subscribing { get; set; } = new();
    public List<NewsletterOptions> Newsletters { get; set; } = [];

    /// <exception cref="Fault">A key is unknown, a value unusable, or its feature not built yet.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var settings = new Settings();
        SettingsBinder.Bind(settings, configuration.GetSection(SettingsFiles.Root), SettingsFiles.Root);
        settings.Check();
        return settings;
    }

    private void Check()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0)
            throw new Fault($"Digest:BaseUrl is '{BaseUrl}', but should be the public address, e.g. https://news.example.org.");
        if (TemplatesDirectory.Length > 0 && !Directory.Exists(TemplatesPath))
            throw new Fault($"Digest:TemplatesDirectory '{TemplatesPath}' is not there. Copy the shipped templates folder to it.");
        foreach (var proxy in TrustedProxies)
            if (!IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
                throw new Fault($"Digest:TrustedProxies has '{proxy}', but should have addresses or networks, e.g. 10.0.0.1 or 10.0.0.0/24.");
        if (Newsletters.GroupBy(n => n.Slug).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new Fault($"Digest:Newsletters has the Slug '{twice.Key}' twice. Give each newsletter a Slug of its own.");
        CollectingRules.Check(Collecting);
        MailRules.Check(Mail, Delivering);
        SubscribingRules.Check(Subscribing);
        for (var i = 0; i < Newsletters.Count; i++)
        {
            var path = $"Digest:Newsletters:{i}";
            NewsletterRules.Check(Newsletters[i], path);
            if (Mail.Transport == MailTransport.Smtp && Newsletters[i].FromAddress.Length == 0)
                throw new Fault($"{path}:FromAddress is empty, but Digest:Mail:Transport is Smtp. Set the address that readers see as sender, e.g. news@example.org.");
        }
        if (Database.Provider == DatabaseProvider.PostgreSql) Storage.Database.ServerSettings(Database.ConnectionString);
        else if (Database.ConnectionString.Length > 0)
            throw new Fault("Digest:Database:ConnectionString is set, but Digest:Database:Provider is Sqlite, whose file is digest.db in Digest:DataDirectory. Set Provider to PostgreSql, or leave it out.");
        AtLeastADay(Retention.Pending, nameof(Retention.Pending), "how long a sign-up waits for its confirmation, e.g. 14 d");
        AtLeastADay(Retention.Left, nameof(Retention.Left), "how long the consent of those who left can be proved, e.g. 3 y");
        if (Retention.Addresses < TimeSpan.Zero) throw new Fault("Digest:Retention:Addresses is less than nothing; it should be how long clients' truncated addresses are kept, e.g. 30 d.");
        if (Retention.Pending < Subscribing.ConfirmWithin)
            throw new Fault("Digest:Retention:Pending is shorter than Digest:Subscribing:ConfirmWithin: a sign-up would be gone before its link. Make it as long, e.g. 14 d.");
        AtLeastADay(Retention.Deliveries, nameof(Retention.Deliveries), "how long it is known who got which edition, e.g. 90 d");
        if (Retention.Deliveries < Mail.Bounces.SoftSpan + BounceRules.LongestReturn)
            throw new Fault($"Digest:Retention:Deliveries is less than {BounceRules.LongestReturn.TotalDays:0} days longer than Digest:Mail:Bounces:SoftSpan: which editions in a row came back would be forgotten before the last of them does. Make it longer, e.g. 90 d.");
        AtLeastADay(Retention.Editions, nameof(Retention.Editions), "how long the mails of editions are kept, e.g. 400 d");
        AtLeastADay(Retention.Articles, nameof(Retention.Articles), "how long texts of articles are kept, e.g. 180 d");
    }

    private static void AtLeastADay(TimeSpan kept, string key, string what)
    {
        if (kept < TimeSpan.FromDays(1)) throw new Fault($"Digest:Retention:{key} is shorter than a day; it should be {what}.");
    }
}
