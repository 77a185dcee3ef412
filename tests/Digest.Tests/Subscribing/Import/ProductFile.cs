using System.Text;

namespace Digest.Tests.Subscribing.Import;

/// <summary>An export of another product, made up after the columns that it writes.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Text">Of it.</param>
/// <param name="Charset">With its mark.</param>
/// <param name="Readers">What becomes of it, as <c>address|name|status</c>.</param>
/// <param name="Off">Whom it keeps off: <c>address reason where</c>.</param>
internal sealed record ProductFile(string Name, string Text, Encoding Charset, string[] Readers, string[] Off)
{
    private static readonly Encoding Marked = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
    private static readonly Encoding Bare = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private const string Mailchimp = "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS";

    public byte[] Bytes => [.. Charset.GetPreamble(), .. Charset.GetBytes(Text)];

    public static IEnumerable<ProductFile> All =>
    [
        new("subscribed_email_audience_export_1.csv", $""""
            Email Address,First Name,Last Name,Address,Birthday,{Mailchimp}
            ada@x.org,Ada,"Lovelace, ""A""",,,2,2024-01-02 03:04:05,203.0.113.77,2024-01-02 03:09:00,203.0.113.78,0,0,0,0,Europe/Berlin,de,be,2024-02-02 03:04:05,1,ab1,,"""VIP"",""Prices"""
            ADA@x.org,Ada,,,,2,,,,,,,,,,,,,,,,
            '=cy@x.org,=1+1,,,,2,2024-01-03 03:04:05,2001:db8:1:2::3,,,,,,,,,,,,,,
            """", Marked, ["ada@x.org|Ada Lovelace, \"A\"|active", "=cy@x.org|=1+1|active"], []),
        new("unsubscribed_email_audience_export_1.csv", $"""
            E-Mail,First Name,Last Name,{Mailchimp},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER
            bob@x.org,Bob,,2,2024-01-02 03:04:05,,,,,,,,,,,,1,b,,,2024-03-01 00:00:00,,,NO_LONGER_INTERESTED,
            """, Bare, ["bob@x.org|Bob|unsubscribed"], ["bob@x.org left oxide"]),
        new("from-mailchimp.csv", $"""
            Email Address,{Mailchimp},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID
            gone@x.org,2,2024-01-02 03:04:05,,,,,,,,,,,,1,b,,,,,
            """, Bare, ["gone@x.org||bounced"], ["gone@x.org bounced all"]),
        new("nonsubscribed_email_audience_export_1.csv", $"Email Address,{Mailchimp}\ncustomer@x.org,2,,,,,,,,,,,,,,,,,\n", Bare, [], []),
        new("merged.csv", $"""
            Email Address,UNSUB_TIME,CLEAN_TIME,LEID
            a@x.org,,,1
            b@x.org,2024-03-01 00:00:00,,2
            c@x.org,,2024-03-01 00:00:00,3
            """, Bare, ["a@x.org||active", "b@x.org||unsubscribed", "c@x.org||bounced"], ["b@x.org left oxide", "c@x.org bounced all"]),
        new("email_list.oxide.csv", """
            email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
            free@x.org,false,,other,false,2023-04-05T12:34:56.789Z,
            paid@x.org,true,2025-01-01T00:00:00.000Z,yearly,false,2023-04-05T12:34:56.789Z,2023-04-06T00:00:00.000Z
            off@x.org,true,,other,true,2023-04-05T12:34:56.789Z,
            """, Bare, ["free@x.org||active", "paid@x.org||active", "off@x.org||unsubscribed"], ["off@x.org left oxide"]),
        new("email_list.two.csv", "email,active_subscription,expiry,email_disabled,prefer_digests,created_at\r\nfree@x.org,false,,false,true,2023-04-05T12:34:56Z\r\noff@x.org,false,,TRUE,,2023-04-05T12:34:56Z\r\n",
            Marked, ["free@x.org||active", "off@x.org||unsubscribed"], ["off@x.org left oxide"]),
        new("substack.csv", """
            Email,Name,Stripe plan,Cancel date,Start date,Paid upgrade date,Activity,Type,Subscription source (free)
            free@x.org,Free Reader,,,2024-01-02,,3,Free,web
            paid@x.org,,monthly,2024-05-01,2024-01-02,2024-02-02,5,Monthly subscriber,web
            """, Encoding.Unicode, ["free@x.org|Free Reader|active", "paid@x.org||active"], []),
        new("members.csv", "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers,custom_fields.city\r\n"
            + "1,a@x.org,Ann,\"two\r\nlines\",true,false,,2024-01-02T03:04:05.000Z,,\"prices,VIP\",,Rome\r\n2,b@x.org,,,false,false,,2024-01-02T03:04:05.000Z,,,,\r\n3,c@x.org,,,true,false,,2024-01-02T03:04:05.000Z,2024-02-02T03:04:05.000Z,,,\r\n",
            Bare, ["a@x.org|Ann|active", "b@x.org||unsubscribed", "c@x.org||unsubscribed"], ["b@x.org left oxide", "c@x.org left oxide"]),
        new("listmonk.csv", """"
            uuid,email,name,attributes,status,created_at,updated_at
            5,a@x.org,Ann,"{""city"": ""Rome""}",enabled,2024-01-02 03:04:05.123456 +0100 CET,2024-01-02 03:04:05 +0000 UTC
            6,b@x.org,Bob,{},disabled,2024-01-02 03:04:05 +0000 UTC,
            7,c@x.org,Cy,{},blocklisted,2024-01-02 03:04:05 +0000 UTC,
            """", Marked, ["a@x.org|Ann|active", "b@x.org|Bob|unsubscribed", "c@x.org|Cy|unsubscribed"], ["b@x.org left oxide", "c@x.org never all"]),
        new("buttondown.csv", """"
            id,secondary_id,email,notes,subscriber_type,referrer_url,utm_source,utm_medium,utm_campaign,creation_date,ip_address,subscription_date,unsubscription_date,tags,metadata
            1,1,a@x.org,,regular,,,,,2024-01-02T03:04:05.678901+00:00,203.0.113.9,,,prices;vip,"{'city': 'Rome', 'of': ""O'Hara""}"
            2,2,b@x.org,,past_due,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            3,3,c@x.org,,paused,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            4,4,d@x.org,,unactivated,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            5,5,e@x.org,,churned,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            6,6,f@x.org,,undeliverable,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            7,7,g@x.org,,complained,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            8,8,h@x.org,,blocked,,,,,2024-01-02T03:04:05+00:00,,,,,{}
            9,9,i@x.org,,regular,,,,,2024-01-02T03:04:05+00:00,,,2024-02-02T03:04:05+00:00,,{}
            """", Bare,
            ["a@x.org||active", "b@x.org||active", "c@x.org||paused", "d@x.org||pending", "e@x.org||unsubscribed", "f@x.org||bounced", "g@x.org||complained", "h@x.org||unsubscribed", "i@x.org||unsubscribed"],
            ["e@x.org left oxide", "f@x.org bounced all", "g@x.org complained all", "h@x.org never all", "i@x.org left oxide"]),
        new("mailpoet.csv", "Email\tFirst name\tLast name\tSubscription IP\tSubscription time\tConfirmation time\tConfirmation IP\tList status\tGlobal status\tList\n"
            + "a@x.org\tAnn\tLee\t203.0.113.9\t2024-01-02 03:04:05\t2024-01-02 03:05:05\t203.0.113.9\tSubscribed\tSubscribed\tNews\nb@x.org\t\t\t\t\t\t\tsubscribed\tunsubscribed\tNews\n"
            + "c@x.org\t\t\t\t\t\t\tunsubscribed\tsubscribed\tNews\nd@x.org\t\t\t\t\t\t\tsubscribed\tbounced\tNews\ne@x.org\t\t\t\t\t\t\tsubscribed\tunconfirmed\tNews\n",
            Encoding.BigEndianUnicode, ["a@x.org|Ann Lee|active", "b@x.org||unsubscribed", "c@x.org||unsubscribed", "d@x.org||bounced", "e@x.org||pending"],
            ["b@x.org left oxide", "c@x.org left oxide", "d@x.org bounced all"]),
        new("keila.csv", "Email;First name;Last name;Data;Status;External ID\r\na@x.org;Änn;Lee;\"{\"\"a\"\": 1}\";active;\r\nb@x.org;;;;unsubscribed;7\r\nc@x.org;;;;unreachable;\r\n", Encoding.Latin1,
            ["a@x.org|Änn Lee|active", "b@x.org||unsubscribed", "c@x.org||bounced"], ["b@x.org left oxide", "c@x.org bounced all"]),
        new("mailerlite.csv", "Subscriber,Name,Status,Subscribed,Location\na@x.org,Ann,Active,2024-01-02 03:04:05,Rome\nb@x.org,,Unsubscribed,,\nc@x.org,,Unconfirmed,,\nd@x.org,,Bounced,,\ne@x.org,,Junk,,\n", Bare,
            ["a@x.org|Ann|active", "b@x.org||unsubscribed", "c@x.org||pending", "d@x.org||bounced", "e@x.org||complained"],
            ["b@x.org left oxide", "d@x.org bounced all", "e@x.org complained all"]),
        new("kit.csv", "id,first_name,email,state,created_at,tags\n1,Ann,a@x.org,active,2024-01-02 03:04:05 UTC,\"VIP,Rome\"\n2,,b@x.org,inactive,,\n3,,c@x.org,cancelled,,\n4,,d@x.org,bounced,,\n5,,e@x.org,complained,,\n", Bare,
            ["a@x.org|Ann|active", "b@x.org||pending", "c@x.org||unsubscribed", "d@x.org||bounced", "e@x.org||complained"],
            ["c@x.org left oxide", "d@x.org bounced all", "e@x.org complained all"]),
        new("confirmed.csv", "Email,first_name,status,created_at,tags\na@x.org,Ann,active,2024-01-02T03:04:05Z,\nb@x.org,,cancelled,,\n", Bare, ["a@x.org|Ann|active", "b@x.org||unsubscribed"], ["b@x.org left oxide"]),
        new("plain.csv", "sep=;\r\na@x.org;Zoë\r\nb@x.org\r\n", Encoding.Latin1, ["a@x.org|Zoë|active", "b@x.org||active"], []),
    ];

    public override string ToString() => Name;
}
