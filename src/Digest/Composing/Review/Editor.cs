using System.Data.Common;
using Dapper;
using Digest.Composing.Choosing;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Composing.Review;

/// <summary>
/// Stores what editors change in a draft. Each edit is one step and makes the next version; one that was made for an older version is
/// refused and changes nothing. From the moment on at which the release begins, none is taken.
/// </summary>
internal sealed class Editor(Database database, Writer writer, EditionStore editions, Fitting fitting, EventLog events, TimeProvider clock)
{
    private const int MostTries = 5;

    private const string Renew = """
        update edition set version = version + 1, subject = @subject, subject_own = @own, introduction = @introduction, notice = @notice
        where id = @id and version = @version and state in ('draft', 'held') and planned_through = 0
        """;

    private const string Record = "insert into edition_edit (edition, version, at, verb, detail) values (@id, @version, @at, @verb, @detail)";

    /// <summary>Makes one edit.</summary>
    /// <param name="newsletter">Its newsletter.</param>
    /// <param name="id">The edition's row number.</param>
    /// <param name="version">For which it is meant; null: whatever it is now.</param>
    /// <param name="verb">What is done, for the record.</param>
    /// <param name="detail">To what, for the record.</param>
    /// <param name="edit">Gives the new draft; may be asked again when another edit was faster and no version was named.</param>
    /// <param name="ct">Ends it before it is stored.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="Fault">It is no draft any more, the version is another, or the edit can't be made.</exception>
    public async Task<long> EditAsync(Newsletter newsletter, long id, long? version, string verb, string detail, Func<Draft, Task<Draft>> edit, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var now = await editions.FindAsync(id, ct) ?? throw new Fault($"Edition {id} is gone.");
            Require(newsletter, now, version);
            var facts = await editions.FactsAsync(newsletter, now, ct);
            var draft = await edit(new Draft { Stories = facts.Stories, Introduction = now.Introduction, Notice = now.Notice, Subject = now.SubjectOwn ? now.Subject : null });
            var subject = Rendered(facts, draft);
            if (await writer.WriteAsync((c, t) => StoreAsync(c, t, now, draft, subject, verb, detail), ct)) return now.Version + 1;
            if (tries == MostTries) throw new Fault("Others edit the same edition all the time. Try again.");
        }
    }

    private static void Require(Newsletter newsletter, Edition edition, long? version)
    {
        if (edition.State is not ("draft" or "held"))
            throw new Fault($"Edition {newsletter.Slug} {edition.Name} is {edition.State}: only a draft can be edited. With ReviewMinutes there is one before each release.");
        if (edition.PlannedThrough > 0) throw new Fault($"Edition {newsletter.Slug} {edition.Name} was on its way when it was held: its readers are planned, and it can't be edited any more.");
        if (version is { } meant && meant != edition.Version)
            throw new Fault($"Edition {newsletter.Slug} {edition.Name} is at version {edition.Version}, and this edit was made for version {meant}. Look again: digest edition show {newsletter.Slug} {edition.Name}");
    }

    // Rendered before it is stored: what breaks a template, or has no room, is no edit.
    private string Rendered(EditionFacts facts, Draft draft)
    {
        try
        {
            var fitted = fitting.Fit(facts with
            {
                Stories = draft.Stories,
                Introduction = draft.Introduction,
                Notice = draft.Notice,
                Subject = draft.Subject ?? "",
            }, ReaderSlots.Sample, Fitting.MostInReview);
            return fitted.Over.Count == 0 ? fitted.Mail.Subject
                : throw new Fault($"There is no room for this: {fitted.Over.Count} stories would not stand in a mail of 95 kB, not even as titles.");
        }
        catch (TemplateFault fault)
        {
            throw new Fault(fault.Message, fault);
        }
    }

    private async Task<bool> StoreAsync(DbConnection c, DbTransaction t, Edition edition, Draft draft, string subject, string verb, string detail)
    {
        var row = new
        {
            id = edition.Id,
            version = edition.Version,
            subject,
            own = draft.Subject is not null,
            introduction = draft.Introduction,
            notice = draft.Notice,
        };
        if (await c.ExecuteAsync(Renew, row, t) == 0) return false;
        await EditionStore.SetStoriesAsync(c, t, edition.Id, draft.Stories);
        var at = clock.GetUtcNow();
        foreach (var article in draft.Dropped)
        {
            await Candidates.DropAsync(c, t, edition, article.Id, at);
            await EditionStore.AddLeftOutAsync(c, t, edition.Id, article.Id, article.Url, "dropped by the editor");
        }
        foreach (var article in draft.Added)
        {
            if (!await Candidates.PickAsync(c, t, edition, article, at)) throw new Fault("Another edition took this article meanwhile.");
            await EditionStore.RemoveLeftOutAsync(c, t, edition.Id, article);
        }
        await c.ExecuteAsync(Record, new { id = edition.Id, version = edition.Version + 1, at, verb, detail }, t);
        await events.AddAsync(c, t, "edition_edited", edition.Newsletter, new { edition = edition.PublicId.ToString(), version = edition.Version + 1, verb });
        return true;
    }

    /// <summary>Tells each article of a story by itself.</summary>
    public async Task<IReadOnlyList<Story>> PartsAsync(Edition edition, Story story, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var candidates = await Candidates.OfAsync(c, null, edition.Newsletter, edition.Cadence.ToState<Cadence>(), [.. story.Articles.Select(a => a.Id)]);
        return [.. story.Articles.Select(a => candidates.FirstOrDefault(m => m.Article == a.Id)).OfType<Candidate>().Select(m => StoryTeller.Tell(new CandidateGroup([m], null)))];
    }
}
