using System.Data.Common;
using Dapper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Letters;

/// <summary>The rows of letters.</summary>
internal sealed class LetterStore(Database database, TimeProvider clock)
{
    private const string Columns = "id, public_id, kind, newsletter, subscription, address, data, tries, created_at";

    private const string Insert = """
        insert into letter (public_id, kind, newsletter, subscription, address, domain, data, state, created_at, due_at)
        values (@publicId, @kind, @newsletter, @subscription, @address, @domain, @data, 'waiting', @at, @at)
        """;

    private const string CountToPerson = """
        select count(*) from letter
        where subscription in (select id from subscription where subscriber = @subscriber) and kind in ('confirm', 'invite') and created_at > @since
        """;

    private const string CountToDomain = "select count(*) from letter where domain = @domain and kind = 'confirm' and created_at > @since";
    private const string CountAll = "select count(*) from letter where kind = 'confirm' and created_at > @since";
    private const string SelectFirst = $"select {Columns} from letter where state = 'waiting' and kind <> 'invite' and due_at <= @now order by due_at, id limit 100";
    private const string SelectLast = $"select {Columns} from letter where state = 'waiting' and kind = 'invite' and due_at <= @now order by due_at, id limit 100";

    private const string Finish = """
        update letter set state = @state, tries = tries + 1, answer = @answer, sent_at = case when @state = 'sent' then @at else sent_at end
        where id = @id and state = 'waiting'
        """;

    private const string Defer = "update letter set tries = tries + 1, answer = @answer, due_at = @due where id = @id and state = 'waiting'";

    /// <summary>Asks for a letter; it goes out within seconds, by whichever process is the worker.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="subscription">Whom it asks to confirm.</param>
    public Task AddConfirmAsync(DbConnection c, DbTransaction t, Subscription subscription) =>
        AddAsync(c, t, Letter.Confirm, subscription.Newsletter, subscription.Id, subscription.Email, "{}");

    /// <summary>The same for somebody whom the publisher names.</summary>
    public Task AddInviteAsync(DbConnection c, DbTransaction t, Subscription subscription) =>
        AddAsync(c, t, Letter.Invite, subscription.Newsletter, subscription.Id, subscription.Email, "{}");

    public Task AddAsync(DbConnection c, DbTransaction t, string kind, long newsletter, long? subscription, string address, string data) =>
        c.ExecuteAsync(Insert, new
        {
            publicId = PublicId.New(),
            kind,
            newsletter,
            subscription,
            address,
            domain = DomainOf(address),
            data,
            at = clock.GetUtcNow(),
        }, t);

    /// <summary>Letters that asked this person to confirm, for whichever newsletter, after an instant, whatever became of them.</summary>
    public static Task<int> CountToAsync(DbConnection c, DbTransaction t, Subscription subscription, DateTimeOffset since) =>
        c.ExecuteScalarAsync<int>(CountToPerson, new { subscriber = subscription.Subscriber, since }, t);

    /// <summary>Confirm letters to all addresses of the same domain after an instant.</summary>
    public static Task<int> CountToDomainAsync(DbConnection c, DbTransaction t, string address, DateTimeOffset since) =>
        c.ExecuteScalarAsync<int>(CountToDomain, new { domain = DomainOf(address), since }, t);

    /// <summary>Confirm letters of the whole installation after an instant.</summary>
    public static Task<int> CountAllAsync(DbConnection c, DbTransaction t, DateTimeOffset since) =>
        c.ExecuteScalarAsync<int>(CountAll, new { since }, t);

    /// <summary>What is due: first what people wait for, then invitations.</summary>
    public async Task<IReadOnlyList<Letter>> DueAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var now = clock.GetUtcNow();
        var first = (await c.QueryAsync<Letter>(SelectFirst, new { now })).AsList();
        return first.Count > 0 ? first : (await c.QueryAsync<Letter>(SelectLast, new { now })).AsList();
    }

    public Task FinishAsync(DbConnection c, DbTransaction t, long id, LetterState state, string answer) =>
        c.ExecuteAsync(Finish, new { id, state = state.Text(), answer, at = clock.GetUtcNow() }, t);

    public static Task DeferAsync(DbConnection c, DbTransaction t, long id, DateTimeOffset due, string answer) =>
        c.ExecuteAsync(Defer, new { id, due, answer }, t);

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}
