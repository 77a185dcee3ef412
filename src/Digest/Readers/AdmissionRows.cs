using System.Data.Common;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>
/// Writes the rows of new readers within one step: subscriber, subscription, evidence. The statements neither return
/// anything nor care for conflicts, which are ruled out before: SQLite keeps a journal of its own for each statement that
/// does, and most of the time went into it.
/// </summary>
internal sealed class AdmissionRows(DbConnection c, DbTransaction t, long newsletter, IdPool ids, DateTimeOffset now) : IAsyncDisposable
{
    private const string InsertSubscriber = """
        insert into subscriber (public_id, email, address_key, address_hash, name, created_at) values (@publicId, @email, @key, @hash, @name, @at)
        """;

    private const string InsertSubscription = """
        insert into subscription (public_id, subscriber, newsletter, status, cadence, topics, time_zone, send_at, language, format, paused_until, created_at, confirmed_at, ended_at)
        values (@publicId, (select id from subscriber where address_hash = @hash), @newsletter, @status, @cadence, @topics, @zone, @sendAt, @language, @format, @pausedUntil,
                @createdAt, @confirmedAt, @endedAt)
        """;

    private const string InsertConsent = """
        insert into consent (at, newsletter, subscription, address_hash, act, way, page, client, actor, detail)
        values (@at, @newsletter, @subscription, @hash, @act, @way, @page, @client, @actor, @detail)
        """;

    private static readonly string[] Person = ["publicId", "email", "key", "hash", "name", "at"];

    private readonly Statement subscribers = new(c, t, InsertSubscriber, Person);
    private readonly Statement known = new(c, t, SubscriptionStore.InsertSubscriber, Person);

    private readonly Statement subscriptions = new(c, t, InsertSubscription, "publicId", "hash", "newsletter", "status", "cadence",
        "topics", "zone", "sendAt", "language", "format", "pausedUntil", "createdAt", "confirmedAt", "endedAt");

    private readonly Statement consents = new(c, t, InsertConsent, "at", "newsletter", "subscription", "hash", "act", "way", "page", "client", "actor", "detail");

    /// <summary>Makes the rows of a person who has no subscription here.</summary>
    /// <param name="person">Who.</param>
    /// <param name="isKnown">Whether they read something else, or did.</param>
    /// <returns>Of the subscription.</returns>
    public async Task<PublicId> AddAsync(Newcomer person, bool isKnown)
    {
        var (address, first) = (person.Address, person.Wanted);
        await (isKnown ? known : subscribers).RunAsync(ids.Next(), address.Text, address.Key, person.AddressHash, person.Name, now);
        var publicId = ids.Next();
        var confirmedAt = SubscriptionStore.Earlier(first.ConfirmedAt, now) ?? (first.Status == SubscriptionStatus.Active ? now : (DateTimeOffset?)null);
        await subscriptions.RunAsync(
            publicId, person.AddressHash, newsletter, first.Status.Text(), first.Cadence, first.Topics, first.TimeZone, first.SendAt, first.Language, first.Format, first.PausedUntil,
            SubscriptionStore.Earlier(first.CreatedAt, now) ?? now, confirmedAt, first.Status.IsEnded() ? now : null);
        return publicId;
    }

    public Task ProveAsync(PublicId subscription, Newcomer person, string act) => consents.RunAsync(
        now, newsletter, subscription, person.AddressHash, act, person.Act.Way, person.Act.Page, person.Act.Client, ConsentLog.ActorOf(person.Act.Way), person.Act.Detail);

    public async ValueTask DisposeAsync()
    {
        await subscribers.DisposeAsync();
        await known.DisposeAsync();
        await subscriptions.DisposeAsync();
        await consents.DisposeAsync();
    }
}
