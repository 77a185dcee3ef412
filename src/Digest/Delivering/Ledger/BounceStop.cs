using System.Data.Common;
using System.Globalization;
using Dapper;
using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Ledger;

/// <summary>
/// An edition of which too much bounces, or that too many call spam, is paused in the step that counts the last one, with one letter to the
/// operator: whoever goes on is soon mailed to nobody (mail.md, section 3). One that is finished can't be paused; the letter says so.
/// </summary>
internal sealed class BounceStop(EditionStore editions, OperatorEvents operators, BounceOptions options)
{
    private const string SumAnswered = "select coalesce(sum(sent + failed), 0) from batch where edition = @edition";

    // What went out before the last resumption was weighed by whoever resumed it.
    private const string SinceResumption = "where id = @edition and counted_since_at <= (select coalesce(max(answered_at), 0) from delivery where public_id = @mail)";
    private const string CountBounced = $"update edition set bounced = bounced + 1 {SinceResumption} returning bounced as found, policy_base as base, counted_since_at";
    private const string CountComplained = $"update edition set complained = complained + 1 {SinceResumption} returning complained as found, policy_base as base, counted_since_at";
    private const string CountLate = "update edition set late = late + 1 where id = @edition";

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="edition">Row number.</param>
    /// <param name="mail">What came back of it.</param>
    /// <param name="what">How.</param>
    public async Task CountAsync(DbConnection c, DbTransaction t, long edition, PublicId mail, BounceClass what)
    {
        if (what == BounceClass.Transient) await c.ExecuteAsync(CountLate, new { edition }, t);
        if (what is not (BounceClass.Address or BounceClass.Complaint)) return;
        var complained = what == BounceClass.Complaint;
        var counted = await c.QueryAsync<(long Found, long Base, DateTimeOffset Since)>(complained ? CountComplained : CountBounced, new { edition, mail }, t);
        if (counted.AsList() is not [var (found, before, since)]) return;
        var answered = await c.ExecuteScalarAsync<long>(SumAnswered, new { edition }, t) - before;
        var most = complained ? options.PauseComplained : options.PauseBounced;
        if (answered < options.PauseAtLeast || found * 100 <= most * answered) return;
        var said = string.Create(CultureInfo.InvariantCulture, $"{found} of {answered} {(complained ? "readers called it spam" : "addresses do not exist")}, more than {most} %");
        var paused = await editions.MoveAsync(c, t, edition, EditionState.Released, EditionState.Paused, said);
        await TellAsync(c, t, await EditionStore.GetAsync(c, t, edition), paused, complained, said, since);
    }

    private async Task TellAsync(DbConnection c, DbTransaction t, Edition edition, bool paused, bool complained, string said, DateTimeOffset since)
    {
        var slug = (await NewsletterStore.AllAsync(c, t)).FirstOrDefault(n => n.Id == edition.Newsletter)?.Slug ?? "NEWSLETTER";
        var next = complained
            ? "Look at where these readers came from, and at what changed since the last edition. They get no mail any more."
            : "Look at where these readers came from, an old list for example. They get no mail any more.";
        await operators.TellAsync(c, t, edition.Newsletter, $"{(complained ? "complaints" : "bounces")}:{edition.PublicId}:{since.ToUnixTimeMilliseconds()}",
            $"Edition {slug} {edition.Name} {(paused ? "is paused: too many " : "had too many ")}{(complained ? "complaints" : "bounces")}", $"{said}.",
            paused ? $"{next} Then go on: digest edition resume {slug} {edition.Name}" : next);
    }
}
