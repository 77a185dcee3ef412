using System.Globalization;
using System.Text.Json;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Export;

/// <summary>The table of formats that can be written: ours, and those of products to which a publisher may move.</summary>
internal static class ExportFormats
{
    private static readonly SubscriptionStatus[] Everybody = Enum.GetValues<SubscriptionStatus>();

    private static readonly Dictionary<SubscriptionStatus, string> ButtondownWords = new()
    {
        [SubscriptionStatus.Active] = "regular",
        [SubscriptionStatus.Paused] = "paused",
        [SubscriptionStatus.Pending] = "unactivated",
        [SubscriptionStatus.Unsubscribed] = "unsubscribed",
        [SubscriptionStatus.Bounced] = "undeliverable",
        [SubscriptionStatus.Complained] = "complained",
    };

    /// <summary>What the import reads back as what it was. Columns are only ever added, at the end.</summary>
    public static ExportFormat Ours { get; } = new("",
    [
        new("email", r => r.Email), new("name", r => r.Name), new("status", r => r.Status), new("time_zone", r => r.TimeZone ?? ""), new("send_at", r => r.SendAt ?? ""),
        new("topics", r => TopicList.Write(ReaderExport.Topics(r))), new("created_at", r => Time(r.CreatedAt)), new("confirmed_at", r => Time(r.ConfirmedAt)),
        new("cadence", r => r.Cadence), new("language", r => r.Language), new("format", r => r.Format), new("paused_until", r => Time(r.PausedUntil)),
    ], Everybody);

    public static IReadOnlyList<ExportFormat> Foreign { get; } =
    [
        new("mailchimp",
        [
            new("Email Address", r => r.Email), new("First Name", r => First(r.Name)), new("Last Name", r => Last(r.Name)), new("OPTIN_TIME", r => Spaced(r.CreatedAt)),
            new("CONFIRM_TIME", r => Spaced(r.ConfirmedAt)), new("TIMEZONE", r => r.TimeZone ?? ""), new("TAGS", r => string.Join(',', ReaderExport.Topics(r).Select(t => $"\"{t}\""))),
        ], [SubscriptionStatus.Active]),
        new("ghost",
        [
            new("email", r => r.Email), new("name", r => r.Name), new("note", _ => ""), new("subscribed_to_emails", r => r.Status == "active" ? "true" : "false"),
            new("complimentary_plan", _ => "false"), new("stripe_customer_id", _ => ""), new("created_at", r => Time(r.CreatedAt)), new("deleted_at", _ => ""),
            new("labels", r => string.Join(',', ReaderExport.Topics(r))),
        ], [SubscriptionStatus.Active, SubscriptionStatus.Paused, SubscriptionStatus.Unsubscribed, SubscriptionStatus.Bounced, SubscriptionStatus.Complained]),
        new("listmonk", [new("email", r => r.Email), new("name", r => r.Name), new("attributes", Attributes)], [SubscriptionStatus.Active]),
        new("buttondown",
        [
            new("email", r => r.Email), new("notes", r => r.Name), new("subscriber_type", r => ButtondownWords[r.Status.ToState<SubscriptionStatus>()]),
            new("creation_date", r => Time(r.CreatedAt)), new("tags", r => string.Join(';', ReaderExport.Topics(r))),
        ], Everybody),
        new("substack",
        [
            new("email", r => r.Email), new("active_subscription", _ => "false"), new("expiry", _ => ""), new("plan", _ => ""), new("email_disabled", _ => "false"),
            new("created_at", r => Time(r.CreatedAt)), new("first_payment_at", _ => ""),
        ], [SubscriptionStatus.Active]),
    ];

    /// <summary>ISO 8601 in UTC, with no more of the second than there is.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Spaced(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    // Nobody asked for two; what most people write before the first space is what mails call them by.
    private static string First(string name) => name.Split(' ', 2)[0];

    private static string Last(string name) => name.Split(' ', 2) is [_, var rest] ? rest : "";

    private static string Attributes(Subscription reader) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["topics"] = ReaderExport.Topics(reader),
        ["time_zone"] = reader.TimeZone,
        ["created_at"] = Time(reader.CreatedAt),
    });
}
