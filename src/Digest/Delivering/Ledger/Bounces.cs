using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>What came of a mail otherwise than wished, as reports and rules tell them apart.</summary>
internal enum BounceClass
{
    /// <summary>There is no such address.</summary>
    Address,

    /// <summary>It takes no mail now: full, disabled.</summary>
    Mailbox,

    /// <summary>Tried until its time was over.</summary>
    Transient,

    /// <summary>We were refused, or what we wrote.</summary>
    Policy,

    /// <summary>The reader called it spam.</summary>
    Complaint,
}

/// <summary>One bounce or complaint, to be written down.</summary>
/// <param name="Mail">Public id of the delivery or letter.</param>
/// <param name="Edition">Row number; null: a letter.</param>
/// <param name="Subscription">Row number; null: a letter to nobody's.</param>
/// <param name="Class">What came of it.</param>
/// <param name="Way">relay: said in the session; report: by mail afterwards.</param>
/// <param name="Address">Where the mail went; null: it was erased.</param>
/// <param name="Status">RFC 3463; null: none was named.</param>
/// <param name="Words">Of the report; null: none, or they stand with the delivery.</param>
internal sealed record Bounce(PublicId Mail, long? Edition, long? Subscription, BounceClass Class, string Way, string? Address, string? Status, string? Words = null);

/// <summary>One as it was written down.</summary>
internal sealed record KnownBounce
{
    public required DateTimeOffset At { get; init; }
    public required PublicId Mail { get; init; }
    public required string Class { get; init; }
    public required string Way { get; init; }
    public required string Domain { get; init; }
    public string? Status { get; init; }
    public string? Words { get; init; }
}

/// <summary>
/// What came back, whether the relay said so or a mail did. The same of one mail counts once, however often it is told; too much of it pauses
/// the edition in the step that counts it.
/// </summary>
internal sealed class Bounces(BounceStop stop, TimeProvider clock)
{
    private const string Insert = """
        insert into bounce (at, mail, edition, subscription, class, way, domain, status, words)
        values (@at, @mail, @edition, @subscription, @kind, @way, @domain, @status, @words) on conflict (mail, class) do nothing
        """;

    private const string SelectOf = "select at, mail, class, way, domain, status, words from bounce where subscription = @subscription order by at, id";
    private const string BlankOf = "update bounce set domain = '', words = null where subscription = @subscription";

    private const string DeleteOf = "delete from bounce where subscription = @subscription";

    /// <returns>False: it was told before, and nothing follows.</returns>
    public async Task<bool> AddAsync(DbConnection c, DbTransaction t, Bounce bounce)
    {
        var domain = bounce.Address is { } address ? address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant() : "";
        var row = new
        {
            at = clock.GetUtcNow(),
            mail = bounce.Mail,
            edition = bounce.Edition,
            subscription = bounce.Subscription,
            kind = bounce.Class.Text(),
            way = bounce.Way,
            domain,
            status = bounce.Status,
            words = bounce.Address is null ? null : bounce.Words,
        };
        if (await c.ExecuteAsync(Insert, row, t) == 0) return false;
        if (bounce.Edition is { } edition) await stop.CountAsync(c, t, edition, bounce.Mail, bounce.Class);
        return true;
    }

    /// <summary>One reader's, the oldest first.</summary>
    public static async Task<IReadOnlyList<KnownBounce>> OfAsync(DbConnection c, long subscription) =>
        (await c.QueryAsync<KnownBounce>(SelectOf, new { subscription })).AsList();

    /// <summary>All of it goes, with a subscription that never came to anything.</summary>
    public static Task DeleteAsync(DbConnection c, DbTransaction t, long subscription) => c.ExecuteAsync(DeleteOf, new { subscription }, t);

    /// <summary>Forgets what tells who they are; that something came back stays, for the edition's numbers.</summary>
    public static Task BlankAsync(DbConnection c, DbTransaction t, long subscription) => c.ExecuteAsync(BlankOf, new { subscription }, t);
}
