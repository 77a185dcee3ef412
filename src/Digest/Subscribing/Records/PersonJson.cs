using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;

namespace Digest.Subscribing.Records;

/// <summary>What is held of a person as JSON: times in ISO 8601 and UTC, absent facts <c>null</c>.</summary>
internal static class PersonJson
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document that the person downloads.</summary>
    public static string Text(PersonRecord person) => Whole(person).ToJsonString(Readable) + "\n";

    /// <summary>Everything that happened, the oldest first, for <c>digest trace</c>.</summary>
    public static JsonObject Trace(string address, PersonRecord person) => new()
    {
        ["email"] = person.Email ?? address,
        ["erased"] = Time(person.Erased),
        ["events"] = new JsonArray([.. Happening.Of(person).Select(Event)]),
    };

    private static JsonObject Event(Happening happening)
    {
        var json = new JsonObject { ["at"] = Time(happening.At), ["kind"] = happening.Kind, ["newsletter"] = happening.Newsletter, ["what"] = happening.What };
        var facts = happening.Source switch
        {
            Evidence e => Of(e),
            ReaderDelivery d => Of(d),
            SentLetter l => Of(l),
            KnownBounce b => Of(b),
            Suppression s => new JsonObject { ["reason"] = s.Reason, ["note"] = s.Note },
            _ => [],
        };
        foreach (var (name, value) in facts.ToList())
        {
            facts.Remove(name);
            json.TryAdd(name, value);
        }
        return json;
    }

    private static JsonObject Whole(PersonRecord person) => new()
    {
        ["email"] = person.Email,
        ["name"] = person.Name.Length > 0 ? person.Name : null,
        ["subscriptions"] = new JsonArray([.. person.Subscriptions.Select(Of)]),
        ["suppressions"] = new JsonArray([.. person.Suppressions.Select(s => new JsonObject
        {
            ["newsletter"] = s.Newsletter,
            ["reason"] = s.Why.Reason,
            ["at"] = Time(s.Why.At),
        })]),
    };

    private static JsonObject Of(SubscriptionRecord s)
    {
        // What is chosen at the address that it moved on to is no matter of this one.
        var now = s.IsFormer ? null : s.Row;
        return new JsonObject
        {
            ["newsletter"] = s.Newsletter,
            ["newsletter_name"] = s.Name,
            ["id"] = s.Row.PublicId.ToString(),
            ["status"] = now?.Status ?? "moved",
            ["cadence"] = now?.Cadence,
            ["topics"] = new JsonArray([.. (now?.Topics ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => JsonValue.Create(t))]),
            ["time_zone"] = now?.TimeZone,
            ["send_at"] = now?.SendAt,
            ["language"] = now is { Language.Length: > 0 } ? now.Language : null,
            ["format"] = now?.Format,
            ["created_at"] = Time(s.Row.CreatedAt),
            ["confirmed_at"] = Time(s.Row.ConfirmedAt),
            ["paused_until"] = Time(now?.PausedUntil),
            ["ended_at"] = Time(now is { Status: not "pending" } ? now.EndedAt : null),
            ["consent"] = new JsonArray([.. s.Evidence.Select(Of)]),
            ["deliveries"] = new JsonArray([.. s.Deliveries.Select(Of)]),
            ["deliveries_gone_until"] = Time(s.DeliveriesGoneUntil),
            ["letters"] = new JsonArray([.. s.Letters.Select(Of)]),
            ["bounces"] = new JsonArray([.. s.Bounces.Select(Of)]),
        };
    }

    private static JsonObject Of(Evidence e) => new()
    {
        ["at"] = Time(e.At),
        ["act"] = e.Act,
        ["way"] = e.Way,
        ["wording"] = e.Wording,
        ["version"] = e.Version,
        ["privacy_notice"] = e.Privacy,
        ["page"] = e.Page,
        ["network"] = e.Client,
        ["actor"] = e.Actor,
        ["letter"] = e.Letter,
        ["detail"] = e.Detail,
    };

    private static JsonObject Of(ReaderDelivery d) => new()
    {
        ["edition"] = Happening.EditionOf(d),
        ["subject"] = d.Subject,
        ["origin"] = d.Origin,
        ["state"] = d.State,
        ["reason"] = d.Reason,
        ["address"] = d.Address,
        ["tries"] = d.Claims,
        ["due_at"] = Time(d.DueAt),
        ["claimed_at"] = Time(d.ClaimedAt),
        ["answered_at"] = Time(d.AnsweredAt),
        ["answer"] = d.Answer,
    };

    private static JsonObject Of(SentLetter l) => new()
    {
        ["letter"] = l.Kind,
        ["address"] = l.Address.Length > 0 ? l.Address : null,
        ["state"] = l.State,
        ["created_at"] = Time(l.CreatedAt),
        ["sent_at"] = Time(l.SentAt),
        ["answer"] = l.Answer,
    };

    private static JsonObject Of(KnownBounce b) => new()
    {
        ["at"] = Time(b.At),
        ["class"] = b.Class,
        ["way"] = b.Way,
        ["status"] = b.Status,
        ["words"] = b.Words,
    };

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
