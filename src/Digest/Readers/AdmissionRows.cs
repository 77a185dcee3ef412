using System.Data.Common;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>
/// Writes the rows of new readers within one step: subscriber, subscription, evidence. The statements neither return
/// anything nor care for conflicts, which are ruled out before: SQLite keeps a journal of its own for each statement that
/// does, and most of the time went into it.
/// </summary>
internal sealed class AdmissionRows : IAsyncDisposable
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

    private readonly Statements statements;
    private readonly Func<object?[], Task> addSubscriber;
    private readonly Func<object?[], Task> addKnown;
    private readonly Func<object?[], Task> addSubscription;
    private readonly Func<object?[], Task> addConsent;
    private readonly long newsletter;
    private readonly IdPool ids;
    private readonly DateTimeOffset now;

    public AdmissionRows(DbConnection c, DbTransaction t, long newsletter, IdPool ids, DateTimeOffset now)
    {
        (this.newsletter, this.ids, this.now) = (newsletter, ids, now);
        statements = new Statements(c, t);
        addSubscriber = statements.Make(InsertSubscriber, Person);
        addKnown = statements.Make(SubscriptionStore.InsertSubscriber, Person);
        addSubscription = statements.Make(InsertSubscription, "publicId", "hash", "newsletter", "status", "cadence",
            "topics", "zone", "sendAt", "language", "format", "pausedUntil", "createdAt", "confirmedAt", "endedAt");
        addConsent = statements.Make(InsertConsent, "at", "newsletter", "subscription", "hash", "act", "way", "page", "client", "actor", "detail");
    }

    /// <summary>Makes the rows of a person who has no subscription here.</summary>
    /// <param name="person">Who.</param>
    /// <param name="isKnown">Whether they read something else, or did.</param>
    /// <returns>Of the subscription.</returns>
    public async Task<PublicId> AddAsync(Newcomer person, bool isKnown)
    {
        var (address, first) = (person.Address, person.Wanted);
        await (isKnown ? addKnown : addSubscriber)([ids.Next(), address.Text, address.Key, person.AddressHash, person.Name, now]);
        var publicId = ids.Next();
        var confirmedAt = SubscriptionStore.Earlier(first.ConfirmedAt, now) ?? (first.Status == SubscriptionStatus.Active ? now : (DateTimeOffset?)null);
        await addSubscription([
            publicId, person.AddressHash, newsletter, first.Status.Text(), first.Cadence, first.Topics, first.TimeZone, first.SendAt, first.Language, first.Format, first.PausedUntil,
            SubscriptionStore.Earlier(first.CreatedAt, now) ?? now, confirmedAt, first.Status.IsEnded() ? now : null]);
        return publicId;
    }

    public Task ProveAsync(PublicId subscription, Newcomer person, string act) => addConsent([
        now, newsletter, subscription, person.AddressHash, act, person.Act.Way, person.Act.Page, person.Act.Client, ConsentLog.ActorOf(person.Act.Way), person.Act.Detail]);

    /// <summary>Has all rows written that were given so far.</summary>
    public Task SendAsync() => statements.SendAsync();

    public ValueTask DisposeAsync() => statements.DisposeAsync();
}
