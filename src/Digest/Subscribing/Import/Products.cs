using Digest.Readers;
using Digest.Storage;

namespace Digest.Subscribing.Import;

/// <summary>The table of products whose exports are understood: their columns, and their words for who reads and who is gone.</summary>
internal static class Products
{
    private static readonly Dictionary<string, Said> OurWords = new(
        Enum.GetValues<SubscriptionStatus>().Select(s => KeyValuePair.Create(s.Text(), Enum.Parse<Said>(s.ToString()))).Concat([KeyValuePair.Create("subscribed", Said.Active), KeyValuePair.Create("cancelled", Said.Unsubscribed)]),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Lines without a header, any header with an address, and what our own export writes.</summary>
    public static Product Plain { get; } = new("", [],
    [
        .. Columns(Meaning.Email, "email emailaddress mail emailadresse"), .. Columns(Meaning.Name, "name fullname"),
        .. Columns(Meaning.FirstName, "firstname fname vorname"), .. Columns(Meaning.LastName, "lastname lname surname nachname"), Words("status", OurWords),
        .. Columns(Meaning.TimeZone, "timezone"), .. Columns(Meaning.SendAt, "sendat"), .. Columns(Meaning.Cadence, "cadence"), .. Columns(Meaning.Language, "language"),
        .. Columns(Meaning.Format, "format"), .. Columns(Meaning.Topics, "topics"), .. Columns(Meaning.CreatedAt, "createdat"), .. Columns(Meaning.ConfirmedAt, "confirmedat"), .. Columns(Meaning.PausedUntil, "pauseduntil"),
    ]);

    /// <summary>Our own suppression.csv: nobody in it is a reader.</summary>
    public static Product Refused { get; } = new("suppression", ["addresshash+reason", "newsletter+reason"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.AddressHash, "addresshash"), .. Columns(Meaning.Newsletter, "newsletter"),
        .. Columns(Meaning.Reason, "reason"), .. Columns(Meaning.Since, "at"),
    ]);

    /// <summary>The standing of a whole file lies in its name, or in the columns that only such a file has.</summary>
    private static Product Mailchimp { get; } = new("mailchimp", ["optintime", "memberrating", "leid", "euid", "lastchanged", "unsubtime", "cleantime"],
    [
        .. Columns(Meaning.Email, "emailaddress email"), .. Columns(Meaning.FirstName, "firstname fname"), .. Columns(Meaning.LastName, "lastname lname"),
        .. Columns(Meaning.CreatedAt, "optintime"), .. Columns(Meaning.ConfirmedAt, "confirmtime"), .. Columns(Meaning.Client, "optinip confirmip"),
        .. Columns(Meaning.TimeZone, "timezone"), .. Columns(Meaning.Topics, "tags"),
        Filled("unsubtime", Said.Unsubscribed) with { MarksFile = true }, Filled("cleantime", Said.Bounced) with { MarksFile = true },
        .. Columns(Meaning.None, "address phonenumber birthday memberrating latitude longitude gmtoff dstoff cc region lastchanged leid euid notes"),
        .. Columns(Meaning.None, "unsubcampaigntitle unsubcampaignid unsubreason unsubreasonother cleancampaigntitle cleancampaignid"),
    ]);

    private static Product MailPoet { get; } = new("mailpoet", ["globalstatus", "liststatus", "subscriptionip", "confirmationip"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.FirstName, "firstname"), .. Columns(Meaning.LastName, "lastname"),
        .. Columns(Meaning.CreatedAt, "subscriptiontime"), .. Columns(Meaning.ConfirmedAt, "confirmationtime"), .. Columns(Meaning.Client, "subscriptionip confirmationip"),
        .. new[] { "liststatus", "globalstatus" }.Select(h => Words(h, Said.Active, "subscribed", Said.Pending, "unconfirmed inactive", Said.Unsubscribed, "unsubscribed", Said.Bounced, "bounced")),
        .. Columns(Meaning.Topics, "list"),
    ]);

    private static Product Buttondown { get; } = new("buttondown", ["subscribertype", "secondaryid"],
    [
        .. Columns(Meaning.Email, "email emailaddress"),
        Words("subscribertype", Said.Active, "regular premium gifted trialed churning past_due", Said.Paused, "paused", Said.Pending, "unactivated",
            Said.Unsubscribed, "unsubscribed removed churned unpaid", Said.Bounced, "undeliverable", Said.Complained, "complained", Said.Blocked, "blocked"),
        Filled("unsubscriptiondate", Said.Unsubscribed),
        .. Columns(Meaning.CreatedAt, "creationdate subscriptiondate"), .. Columns(Meaning.Client, "ipaddress"), .. Columns(Meaning.Topics, "tags"),
        .. Columns(Meaning.None, "id secondaryid notes referrerurl utmsource utmmedium utmcampaign metadata"),
    ])
    { Between = ';' };

    private static Product Ghost { get; } = new("ghost", ["subscribedtoemails", "complimentaryplan"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.Name, "name"), .. Columns(Meaning.CreatedAt, "createdat"), .. Columns(Meaning.Topics, "labels"),
        Words("subscribedtoemails", Said.Active, "true 1 yes", Said.Unsubscribed, "false 0 no"), Filled("deletedat", Said.Unsubscribed),
        .. Columns(Meaning.None, "id note complimentaryplan stripecustomerid tiers products giftid"),
    ]);

    /// <summary>Three generations. Who does not pay reads all the same; who has mail disabled does not.</summary>
    private static Product Substack { get; } = new("substack", ["activesubscription", "emaildisabled", "preferdigests", "stripeplan", "paidupgradedate"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.Name, "name"), .. Columns(Meaning.CreatedAt, "createdat startdate"),
        Words("emaildisabled", Said.Unsubscribed, "true 1 yes", Said.Active, "false 0 no"),
        .. Columns(Meaning.None, "activesubscription expiry plan firstpaymentat preferdigests stripeplan canceldate paidupgradedate activity type"),
        .. Columns(Meaning.None, "subscriptionsourcefree subscriptionsourcepaid"),
    ]);

    private static Product Listmonk { get; } = new("listmonk", ["attributes"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.Name, "name"), .. Columns(Meaning.CreatedAt, "createdat"),
        Words("status", Said.Active, "enabled", Said.Unsubscribed, "disabled", Said.Blocked, "blocklisted blacklisted"),
        .. Columns(Meaning.None, "uuid id attributes updatedat"),
    ]);

    private static Product Keila { get; } = new("keila", ["externalid", "data+status"],
    [
        .. Columns(Meaning.Email, "email"), .. Columns(Meaning.FirstName, "firstname"), .. Columns(Meaning.LastName, "lastname"),
        Words("status", Said.Active, "active", Said.Unsubscribed, "unsubscribed", Said.Bounced, "unreachable"),
        .. Columns(Meaning.None, "data externalid"),
    ]);

    private static Product MailerLite { get; } = new("mailerlite", ["subscriber+status"],
    [
        .. Columns(Meaning.Email, "subscriber"), .. Columns(Meaning.Name, "name"), .. Columns(Meaning.LastName, "lastname"),
        Words("status", Said.Active, "active", Said.Pending, "unconfirmed", Said.Unsubscribed, "unsubscribed", Said.Bounced, "bounced", Said.Complained, "junk"),
        .. Columns(Meaning.CreatedAt, "subscribed"), Filled("unsubscribed", Said.Unsubscribed), .. Columns(Meaning.None, "location sent opens opened clicks clicked country city state zip phone company"),
    ]);

    private static Product Kit { get; } = new("kit", ["firstname+state+createdat", "firstname+status+createdat+tags"],
    [
        .. Columns(Meaning.Email, "email emailaddress"), .. Columns(Meaning.FirstName, "firstname"), .. Columns(Meaning.LastName, "lastname"),
        .. new[] { "status", "state" }.Select(h => Words(h, Said.Active, "active", Said.Pending, "inactive pending", Said.Unsubscribed, "cancelled unsubscribed", Said.Bounced, "bounced", Said.Complained, "complained")),
        .. Columns(Meaning.CreatedAt, "createdat"), .. Columns(Meaning.Topics, "tags"), .. Columns(Meaning.None, "id"),
    ]);

    /// <summary>The product that wrote a header; <see cref="Plain"/> where no mark of another is in it.</summary>
    public static Product Of(IReadOnlySet<string> headers) =>
        new[] { Refused, Mailchimp, MailPoet, Buttondown, Ghost, Substack, Listmonk, Keila, MailerLite, Kit }.FirstOrDefault(p => p.Recognises(headers)) ?? Plain;

    private static IEnumerable<Column> Columns(Meaning meaning, string headers) => headers.Split(' ').Select(h => new Column(h, meaning));

    private static Column Filled(string header, Said said) => new(header, Meaning.Standing) { WhenFilled = said };

    private static Column Words(string header, params object[] pairs) => Words(header, pairs.Chunk(2)
        .SelectMany(pair => ((string)pair[1]).Split(' ').Select(word => KeyValuePair.Create(word, (Said)pair[0])))
        .ToDictionary(StringComparer.OrdinalIgnoreCase));

    private static Column Words(string header, Dictionary<string, Said> words) => new(header, Meaning.Standing) { Words = words };
}
