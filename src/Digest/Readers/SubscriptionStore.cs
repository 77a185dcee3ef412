using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>The rows of subscribers and subscriptions.</summary>
internal sealed class SubscriptionStore(AddressHasher hasher, TimeProvider clock)
{
    private const string Select = """
        select s.id, s.public_id, s.subscriber, s.newsletter, p.email, p.address_hash, p.name, s.status, s.cadence, s.topics, s.time_zone,
               s.send_at, s.created_at, s.asked_at, s.confirmed_at, s.language, s.format, s.paused_until, s.ended_at, s.ended_from, s.moved_to, p.erased_at, s.erased_at is not null as was_erased
        from subscription s join subscriber p on p.id = s.subscriber
        """;

    private const string SelectByPublicId = Select + " where s.public_id = @id";
    private const string SelectById = Select + " where s.id = @id";
    private const string SelectByAddress = Select + " where p.address_hash = @addressHash order by s.newsletter";
    private const string SelectPage = Select + " where s.newsletter = @newsletter and s.id > @after and s.erased_at is null order by s.id limit 500";

    public const string InsertSubscriber = """
        insert into subscriber (public_id, email, address_key, address_hash, name, created_at)
        values (@publicId, @email, @key, @hash, @name, @at)
        on conflict (address_hash) do update set name = case when subscriber.name = '' then excluded.name else subscriber.name end,
            email = case when subscriber.erased_at is null then subscriber.email else excluded.email end, address_key = excluded.address_key, erased_at = null
        returning id
        """;

    private const string InsertSubscription = """
        insert into subscription (public_id, subscriber, newsletter, status, cadence, topics, time_zone, send_at, language, format, paused_until, created_at, confirmed_at, ended_at)
        values (@publicId, @subscriber, @newsletter, @status, @cadence, @topics, @zone, @sendAt, @language, @format, @pausedUntil, @createdAt, @confirmedAt, @endedAt)
        on conflict (subscriber, newsletter) do nothing
        """;

    private const string Move = """
        update subscription set status = @to,
            asked_at = coalesce(@askedAt, asked_at),
            confirmed_at = case when @from = 'pending' then coalesce(@confirmedAt, confirmed_at) else coalesce(confirmed_at, @confirmedAt) end,
            ended_at = case when @to = 'pending' then ended_at else @endedAt end, ended_from = case when @endedAt is null then null else coalesce(ended_from, @from) end,
            paused_until = case when @to = 'paused' or @endedAt is not null then paused_until end,
            moved_to = case when @endedAt is null then null else moved_to end, erased_at = case when @endedAt is null and @to <> 'pending' then null else erased_at end
        where id = @id and status = @from
        """;

    private const string Choose = """
        update subscription set topics = @topics, time_zone = @zone, language = @language where id = @id and status = 'pending'
        """;

    private const string Rename = """
        update subscriber set name = @name where id = @subscriber and @name <> ''
            and not exists (select 1 from subscription where subscriber = @subscriber and status in ('active', 'paused'))
        """;

    private const string Ask = "update subscription set asked_at = @askedAt where id = @id and status = 'pending'";

    private const string CountByStatus = "select status, count(*) as readers from subscription where newsletter = @newsletter group by status order by status";

    public static Task<Subscription?> FindAsync(DbConnection c, DbTransaction? t, PublicId id) =>
        c.QuerySingleOrDefaultAsync<Subscription>(SelectByPublicId, new { id }, t);

    public static Task<Subscription?> FindAsync(DbConnection c, DbTransaction? t, long id) =>
        c.QuerySingleOrDefaultAsync<Subscription>(SelectById, new { id }, t);

    /// <summary>All subscriptions of one person.</summary>
    public Task<IReadOnlyList<Subscription>> OfAsync(DbConnection c, DbTransaction? t, MailAddress address) =>
        OfAsync(c, t, hasher.Hash(address));

    /// <summary>The same by the keyed hash of their address.</summary>
    public static async Task<IReadOnlyList<Subscription>> OfAsync(DbConnection c, DbTransaction? t, byte[] addressHash) =>
        (await c.QueryAsync<Subscription>(SelectByAddress, new { addressHash }, t)).AsList();

    /// <summary>All subscriptions of a newsletter, in pages, so that memory stays flat.</summary>
    public static async IAsyncEnumerable<Subscription> AllAsync(DbConnection c, long newsletter)
    {
        for (long after = 0; ;)
        {
            var page = (await c.QueryAsync<Subscription>(SelectPage, new { newsletter, after })).AsList();
            if (page.Count == 0) yield break;
            foreach (var subscription in page) yield return subscription;
            after = page[^1].Id;
        }
    }

    public static async Task<IReadOnlyList<(string Status, long Readers)>> CountAsync(DbConnection c, long newsletter) =>
        (await c.QueryAsync<(string, long)>(CountByStatus, new { newsletter })).AsList();

    /// <summary>The person's standing with the newsletter, made as <paramref name="first"/> where there was none.</summary>
    public async Task<(Subscription Row, bool New)> GetOrAddAsync(
        DbConnection c, DbTransaction t, long newsletter, MailAddress address, string name, Standing first)
    {
        var now = clock.GetUtcNow();
        var subscriber = await PersonAsync(c, t, address, name);
        var added = await c.ExecuteAsync(InsertSubscription, new
        {
            publicId = PublicId.New(),
            subscriber,
            newsletter,
            status = first.Status.Text(),
            cadence = first.Cadence,
            topics = first.Topics,
            zone = first.TimeZone,
            sendAt = first.SendAt,
            language = first.Language,
            format = first.Format,
            pausedUntil = first.PausedUntil,
            createdAt = Earlier(first.CreatedAt, now) ?? now,
            confirmedAt = Earlier(first.ConfirmedAt, now) ?? (first.Status == SubscriptionStatus.Active ? now : (DateTimeOffset?)null),
            endedAt = first.Status.IsEnded() ? now : (DateTimeOffset?)null,
        }, t);
        var row = (await OfAsync(c, t, address)).First(s => s.Newsletter == newsletter);
        return (row, added > 0);
    }

    /// <summary>A file may name the future; who reads does so from now on.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? said, DateTimeOffset now) => said is { } at && at > now ? now : said;

    /// <summary>The row number of the person at an address, made where there was none; who was erased is known by their address again.</summary>
    public Task<long> PersonAsync(DbConnection c, DbTransaction t, MailAddress address, string name) => c.ExecuteScalarAsync<long>(
        InsertSubscriber, new { publicId = PublicId.New(), email = address.Text, key = address.Key, hash = hasher.Hash(address), name, at = clock.GetUtcNow() }, t);

    /// <summary>Makes a transition of the machine; false: the row had moved on meanwhile.</summary>
    public async Task<bool> MoveAsync(DbConnection c, DbTransaction t, Subscription row, SubscriptionStatus to, DateTimeOffset? at = null)
    {
        var now = at ?? clock.GetUtcNow();
        var parameters = new
        {
            id = row.Id,
            from = row.Status,
            to = SubscriptionMachine.Require(row.Status.ToState<SubscriptionStatus>(), to),
            askedAt = to == SubscriptionStatus.Pending ? now : (DateTimeOffset?)null,
            confirmedAt = to == SubscriptionStatus.Active ? now : (DateTimeOffset?)null,
            endedAt = to.IsEnded() ? now : (DateTimeOffset?)null,
        };
        return await c.ExecuteAsync(Move, parameters, t) == 1;
    }

    /// <summary>What the newest form says counts, as long as it is not confirmed. A name that somebody reads by is changed by no form.</summary>
    public static async Task ChooseAsync(DbConnection c, DbTransaction t, Subscription row, string name, Standing wanted)
    {
        await c.ExecuteAsync(Choose, new { id = row.Id, topics = wanted.Topics, zone = wanted.TimeZone, language = wanted.Language }, t);
        await c.ExecuteAsync(Rename, new { subscriber = row.Subscriber, name }, t);
    }

    /// <summary>Notes that a new confirm letter was asked for; links of older ones end.</summary>
    public Task AskAsync(DbConnection c, DbTransaction t, long id) => c.ExecuteAsync(Ask, new { id, askedAt = clock.GetUtcNow() }, t);
}
