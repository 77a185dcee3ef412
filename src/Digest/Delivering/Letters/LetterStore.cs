using System.Data.Common;
using Dapper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Letters;

/// <summary>Where a subscription shall move.</summary>
internal sealed record AskedMove
{
    public required string Address { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The rows of letters.</summary>
internal sealed class LetterStore(Database database, Writer writer, Node node, AddressHasher hasher, LetterRules rules, TimeProvider clock)
{
    private const string Columns = "id, public_id, kind, newsletter, subscription, address, data, tries, created_at, free_at";

    private const string Insert = """
        insert into letter (public_id, kind, newsletter, subscription, address, domain, person, data, state, created_at, due_at, free_at)
        values (@publicId, @kind, @newsletter, @subscription, @address, @domain, @person, @data, 'waiting', @at, @at, @freeAt)
        """;

    // One that waits in the slow lane counts for its person at once, for the hour only when it goes out. With fewer rows
    // than a limit none are counted: so that a limit that was lifted costs nothing.
    private const string Count = """
        select (select count(*) from letter where person = @person and kind in ('confirm', 'already', 'invite') and created_at > @day) as day,
               (select count(*) from letter where person = @person and kind in ('confirm', 'already', 'invite') and created_at > @month) as month,
               case when (select max(id) from letter) < @perDomain then 0 else
                   (select count(*) from letter where domain = @domain and kind in ('confirm', 'already') and free_at > @hour) end as domain,
               case when (select max(id) from letter) < @perHour then 0 else
                   (select count(*) from letter where kind in ('confirm', 'already') and free_at > @hour) end as "all"
        """;

    private const string CountOfKind = "select count(*) from letter where subscription = @subscription and kind = @kind and created_at > @since";
    private const string CountMoves = "select count(*) from letter where person = @person and kind = 'move' and created_at > @since";
    private const string SelectMove = "select address, created_at from letter where subscription = @subscription and kind = 'move' order by created_at desc, id desc limit 1";
    private const string SelectFirst = $"select {Columns} from letter x where state = 'waiting' and kind <> 'invite' and free_at is not null and due_at <= @now and not ({Node.IsTaken}) order by due_at, id limit 100";
    private const string SelectLast = $"select {Columns} from letter x where state = 'waiting' and kind = 'invite' and due_at <= @now and not ({Node.IsTaken}) order by due_at, id limit 100";
    private const string Take = "update letter set node = @node where id = @id";

    private const string Finish = """
        update letter set state = @state, tries = tries + 1, answer = @answer, sent_at = case when @state = 'sent' then @at else sent_at end
        where id = @id and state = 'waiting'
        """;

    private const string PutOff = "update letter set due_at = @due, node = null where id = @id and state = 'waiting'";
    private const string Defer = "update letter set tries = tries + 1, answer = @answer, due_at = @due, node = null where id = @id and state = 'waiting'";

    /// <summary>Asks for a letter; it goes out within seconds, by whichever process is the worker.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="kind">One of the kinds of <see cref="Letter"/> that strangers cause.</param>
    /// <param name="subscription">Whom it speaks to.</param>
    /// <param name="slowly">Too many were asked for: it waits in the slow lane, see <see cref="SlowLane"/>.</param>
    public Task AddAsync(DbConnection c, DbTransaction t, string kind, Subscription subscription, bool slowly) =>
        AddAsync(c, t, kind, subscription.Newsletter, subscription.Id, subscription.Email, "{}", slowly);

    /// <summary>Asks somebody to confirm whom the publisher names.</summary>
    public Task AddInviteAsync(DbConnection c, DbTransaction t, Subscription subscription) =>
        AddAsync(c, t, Letter.Invite, subscription.Newsletter, subscription.Id, subscription.Email, "{}");

    /// <summary>Asks for a letter to the subscription's reader, or, where an address is named, to that one.</summary>
    public Task AddAsync(DbConnection c, DbTransaction t, string kind, Subscription subscription, string? address = null, bool slowly = false) =>
        AddAsync(c, t, kind, subscription.Newsletter, subscription.Id, address ?? subscription.Email, "{}", slowly);

    public Task AddAsync(
        DbConnection c, DbTransaction t, string kind, long newsletter, long? subscription, string address, string data, bool slowly = false)
    {
        var now = clock.GetUtcNow();
        return c.ExecuteAsync(Insert, new
        {
            publicId = PublicId.New(),
            kind,
            newsletter,
            subscription,
            address,
            domain = DomainOf(address),
            person = PersonOf(address),
            data,
            at = now,
            freeAt = slowly ? (DateTimeOffset?)null : now,
        }, t);
    }

    /// <summary>Letters of one kind about a subscription, after an instant.</summary>
    public static Task<int> CountAsync(DbConnection c, DbTransaction t, long subscription, string kind, DateTimeOffset since) =>
        c.ExecuteScalarAsync<int>(CountOfKind, new { subscription, kind, since }, t);

    /// <summary>Letters that asked one mailbox, by whatever spelling, whether a newsletter shall move there, after an instant.</summary>
    public Task<int> CountMovesAsync(DbConnection c, DbTransaction t, string address, DateTimeOffset since) =>
        c.ExecuteScalarAsync<int>(CountMoves, new { person = PersonOf(address), since }, t);

    /// <summary>The newest letter by which a subscription may move; null: there is none, or it is erased.</summary>
    public static async Task<AskedMove?> MoveAsync(DbConnection c, DbTransaction? t, long subscription) =>
        await c.QuerySingleOrDefaultAsync<AskedMove>(SelectMove, new { subscription }, t) is { Address.Length: > 0 } move ? move : null;

    /// <summary>What was asked for lately, whatever became of it; of the hour 0 where its limit is far.</summary>
    public async Task<LetterCounts> CountAsync(DbConnection c, DbTransaction t, string address)
    {
        var now = clock.GetUtcNow();
        var parameters = new
        {
            person = PersonOf(address),
            domain = DomainOf(address),
            hour = now.AddHours(-1),
            day = now.AddDays(-1),
            month = now.AddDays(-30),
            perDomain = rules.LettersPerDomainPerHour,
            perHour = rules.LettersPerHour,
        };
        return await c.QuerySingleAsync<LetterCounts>(Count, parameters, t);
    }

    /// <summary>
    /// Takes what is due, so that no other node sends it: first what people wait for, then invitations. It is this node's
    /// until it is final, put off, or the node is gone.
    /// </summary>
    /// <param name="most">How many.</param>
    /// <param name="except">Row numbers of those that are under way already.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task<IReadOnlyList<Letter>> TakeAsync(int most, IReadOnlyCollection<long> except, CancellationToken ct)
    {
        await using (var look = await database.OpenAsync(ct))
            if ((await DueAsync(look, null)).All(l => except.Contains(l.Id))) return [];
        return await writer.WriteAsync<IReadOnlyList<Letter>>(async (c, t) =>
        {
            var taken = (await DueAsync(c, t)).Where(l => !except.Contains(l.Id)).Take(most).ToList();
            foreach (var letter in taken) await c.ExecuteAsync(Take, new { id = letter.Id, node = node.Id }, t);
            return taken;
        }, ct);
    }

    private async Task<List<Letter>> DueAsync(DbConnection c, DbTransaction? t)
    {
        var parameters = new { now = clock.GetUtcNow(), node = node.Id, aliveSince = node.AliveSince };
        var first = (await c.QueryAsync<Letter>(SelectFirst, parameters, t)).AsList();
        return first.Count > 0 ? first : (await c.QueryAsync<Letter>(SelectLast, parameters, t)).AsList();
    }

    public Task FinishAsync(DbConnection c, DbTransaction t, long id, LetterState state, string answer) =>
        c.ExecuteAsync(Finish, new { id, state = state.Text(), answer, at = clock.GetUtcNow() }, t);

    public static Task DeferAsync(DbConnection c, DbTransaction t, long id, DateTimeOffset due, string answer) =>
        c.ExecuteAsync(Defer, new { id, due, answer }, t);

    /// <summary>It was not tried, and will be later.</summary>
    public static Task PutOffAsync(DbConnection c, DbTransaction t, long id, DateTimeOffset due) => c.ExecuteAsync(PutOff, new { id, due }, t);

    // Known also after the letter has lost its address: the limits hold on.
    private byte[]? PersonOf(string address) => MailAddress.Parse(address) is { } known ? hasher.HashPerson(known) : null;

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}
