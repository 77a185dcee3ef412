using System.Data.Common;
using Dapper;
using Digest.Composing;
using Digest.Delivering.Replies;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Refusals that blame us: blocked, unsigned, called spam. After twenty in a row, or five in a hundred of at least fifty
/// mails, the edition is paused in the step that counts the last one, with one letter to the operator. No reader is
/// blamed: their deliveries stay deferred, and go on when the edition is resumed.
/// </summary>
internal sealed class PolicyStop(EditionStore editions, OperatorEvents operators)
{
    private const int InARow = 20;
    private const int AtLeast = 50;
    private const int OneIn = 20;

    private const string Accept = "update edition set policy_in_row = 0 where id = @edition and policy_in_row > 0";

    private const string Refuse = """
        update edition set policy_in_row = policy_in_row + 1, policy_refused = policy_refused + 1 where id = @edition and counted_since_at >= @counted
        returning policy_in_row, policy_refused, policy_base, counted_since_at
        """;

    // Of a mail that was not refused before.
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch.AddDays(-1);

    private const string SumAnswered = "select coalesce(sum(sent + failed), 0) from batch where edition = @edition";

    private const string Renew = $"""
        update edition set policy_in_row = 0, policy_refused = 0, bounced = 0, complained = 0, counted_since_at = @now, policy_base = ({SumAnswered}) where id = @edition
        """;

    public static Task AcceptedAsync(DbConnection c, DbTransaction t, long edition) => c.ExecuteAsync(Accept, new { edition }, t);

    /// <summary>Counts a mail once, however often it is tried and refused again, until the operator resumes the edition.</summary>
    public async Task RefusedAsync(DbConnection c, DbTransaction t, Delivery delivery, string words)
    {
        var (edition, before) = (delivery.Edition, delivery.Reason == ReplyClass.Policy.Text() ? delivery.AnsweredAt : null);
        if (await c.QuerySingleOrDefaultAsync<Counts>(Refuse, new { edition, counted = before ?? Never }, t) is not { } counts) return;
        var answered = await c.ExecuteScalarAsync<long>(SumAnswered, new { edition }, t) - counts.PolicyBase + counts.PolicyRefused;
        if (counts.PolicyInRow < InARow && (answered < AtLeast || counts.PolicyRefused * OneIn < answered)) return;
        words = Discreet.Of(words);
        var note = $"the relay refuses it: {words}";
        if (!await editions.MoveAsync(c, t, edition, EditionState.Released, EditionState.Paused, note)) return;
        var row = await EditionStore.GetAsync(c, t, edition);
        var slug = (await NewsletterStore.AllAsync(c, t)).FirstOrDefault(n => n.Id == row.Newsletter)?.Slug ?? "NEWSLETTER";
        await operators.TellAsync(c, t, row.Newsletter, $"policy:{row.PublicId}:{counts.CountedSinceAt.ToUnixTimeMilliseconds()}",
            $"Edition {slug} {row.Name} is paused: the relay refuses it", $"{counts.PolicyRefused} of {answered} mails were refused for reasons that are ours. The relay's words: {words}",
            $"No reader was blamed. Mend what the words name, then: digest edition resume {slug} {row.Name}");
    }

    /// <summary>Counts anew, once the operator has resumed the edition.</summary>
    public static Task RenewAsync(DbConnection c, DbTransaction t, long edition, DateTimeOffset now) => c.ExecuteAsync(Renew, new { edition, now }, t);

    private sealed record Counts
    {
        public required int PolicyInRow { get; init; }
        public required int PolicyRefused { get; init; }
        public required long PolicyBase { get; init; }
        public required DateTimeOffset CountedSinceAt { get; init; }
    }
}
