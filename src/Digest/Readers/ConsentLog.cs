using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>The evidence of consent: rows are only ever added, in the step that they prove.</summary>
internal sealed class ConsentLog(TimeProvider clock)
{
    private const string Insert = """
        insert into consent (at, newsletter, subscription, address_hash, act, way, wording, version, privacy, page, client, actor, letter, detail)
        values (@at, @newsletter, @subscription, @addressHash, @act, @way, @wording, @version, @privacy, @page, @client, @actor, @letter, @detail)
        """;

    private const string CountConfirmed = "select count(*) from consent where subscription = @subscription and act = 'confirmed'";

    private const string CountConfirmedSince = CountConfirmed + " and at > @since";

    private const string SelectLetter = "select letter from consent where subscription = @subscription and act = 'asked' order by id desc limit 1";

    private const string Select = "select at, newsletter, subscription, address_hash, act, way, wording, version, privacy, page, client, actor, letter, detail from consent";

    private const string SelectOf = Select + " where subscription = @subscription order by id";

    // No index: only an operator asks, about one person.
    private const string CountOf = "select count(*) from consent where address_hash = @addressHash";
    private const string SelectByHash = Select + " where address_hash = @addressHash order by id";

    /// <summary>Whether anything was ever recorded of an address; it is so even after the address was erased.</summary>
    public static async Task<bool> KnowsAsync(DbConnection c, byte[] addressHash) =>
        await c.ExecuteScalarAsync<long>(CountOf, new { addressHash }) > 0;

    /// <summary>Whether the person ever pressed the button of a confirm letter.</summary>
    public static async Task<bool> HasConfirmedAsync(DbConnection c, DbTransaction? t, PublicId subscription) =>
        await c.ExecuteScalarAsync<long>(CountConfirmed, new { subscription }, t) > 0;

    /// <summary>Whether they did so after a time.</summary>
    public static async Task<bool> HasConfirmedAsync(DbConnection c, DbTransaction? t, PublicId subscription, DateTimeOffset since) =>
        await c.ExecuteScalarAsync<long>(CountConfirmedSince, new { subscription, since }, t) > 0;

    /// <summary>The Message-ID of the newest confirm letter that went out; null: none is recorded.</summary>
    public static Task<string?> LetterAsync(DbConnection c, DbTransaction t, PublicId subscription) =>
        c.ExecuteScalarAsync<string?>(SelectLetter, new { subscription }, t);

    /// <summary>All of one subscription, the oldest first.</summary>
    public static async Task<IReadOnlyList<Evidence>> OfAsync(DbConnection c, PublicId subscription) =>
        (await c.QueryAsync<Evidence>(SelectOf, new { subscription })).AsList();

    /// <summary>All that was recorded under an address, also of subscriptions that are gone. Reads the whole log.</summary>
    public static async Task<IReadOnlyList<Evidence>> OfAsync(DbConnection c, byte[] addressHash) =>
        (await c.QueryAsync<Evidence>(SelectByHash, new { addressHash })).AsList();

    /// <summary>The act of the row's own reader.</summary>
    public Task AddAsync(DbConnection c, DbTransaction t, Subscription row, ConsentAct act) =>
        AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, act);

    public Task AddAsync(DbConnection c, DbTransaction t, long newsletter, PublicId subscription, byte[] addressHash, ConsentAct act) =>
        c.ExecuteAsync(Insert, new
        {
            at = clock.GetUtcNow(),
            newsletter,
            subscription,
            addressHash,
            act = act.Act,
            way = act.Way,
            wording = act.Wording,
            version = Version(act.Wording),
            privacy = act.Privacy is { Length: > 0 } ? act.Privacy : null,
            page = act.Page,
            client = act.Client,
            actor = ActorOf(act.Way),
            letter = act.Letter,
            detail = act.Detail,
        }, t);

    /// <summary>Whoever may run commands acts for the publisher: the operating system knows them. Null: nobody did.</summary>
    public static string? ActorOf(string way) => way == "cli" || way.StartsWith("import", StringComparison.Ordinal) ? Environment.UserName : null;

    private static string? Version(string? wording) =>
        wording is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wording)).AsSpan(0, 4));
}
