using System.Text.Json;
using Digest.Collecting.Recognising;
using Digest.Collecting.Visiting;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Storage.Requests;

namespace Digest.Composing.Review;

/// <summary>What <c>digest edition add</c> asks for.</summary>
/// <param name="Newsletter">Its slug.</param>
/// <param name="Edition">The name of a draft.</param>
/// <param name="Version">For which it is meant; null: whatever it is then.</param>
/// <param name="Url">Of the article.</param>
/// <param name="Topic">The section it shall stand in; empty: its source's, or none.</param>
internal sealed record AddAsked(string Newsletter, string Edition, long? Version, string Url, string Topic);

/// <summary>Adds an article to a draft by its address: one that was collected as it is, any other, or one that is too old, from its page.</summary>
internal sealed class AddRequest(
    NewsletterStore newsletters, EditionStore editions, Editor editor, ByHand byHand, PageVisitor visitor, Database database, Writer writer) : IRequestHandler
{
    public string Kind => "add_story";

    public async Task<string> RunAsync(Request request, CancellationToken ct)
    {
        var asked = JsonSerializer.Deserialize<AddAsked>(request.Data) ?? throw new Fault("The request holds nothing.");
        var newsletter = await newsletters.GetAsync(asked.Newsletter, ct);
        var edition = await editions.FindAsync(newsletter.Id, asked.Edition, ct) ?? throw new Fault($"{newsletter.Slug} has no edition '{asked.Edition}'.");
        var found = await FindAsync(edition, asked.Url, ct);
        var article = found is { TextsKept: true } ? found.Id : await FetchAsync(found?.Id, asked.Url, ct);
        var title = "";
        var version = await editor.EditAsync(newsletter, edition.Id, asked.Version, "add", asked.Url, async draft =>
        {
            if (draft.Stories.Any(s => s.Articles.Any(a => a.Id == article))) throw new Fault($"{asked.Url} stands in edition {edition.Name} already.");
            var story = await TellAsync(edition, article, ct);
            title = story.Title;
            return draft.Add(asked.Topic.Length > 0 ? story with { Topic = asked.Topic } : story);
        }, ct);
        return $"'{title}' stands in edition {newsletter.Slug} {edition.Name}, which is at version {version} now.";
    }

    private async Task<CollectedArticle?> FindAsync(Edition edition, string url, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await ByHand.FindAsync(c, edition.Newsletter, edition.Cadence, url);
    }

    private async Task<long> FetchAsync(long? known, string url, CancellationToken ct)
    {
        var article = await writer.WriteAsync((c, t) => known is { } id ? byHand.AskAgainAsync(c, t, id) : byHand.AddAsync(c, t, url), ct);
        await visitor.VisitDueAsync(PageVisitor.Patience, ct);
        await using var c = await database.OpenAsync(ct);
        return await ByHand.ProblemAsync(c, article) is { } problem ? throw new Fault($"{url} can't be added: {problem}.") : article;
    }

    private async Task<Story> TellAsync(Edition edition, long article, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var candidate = await Candidates.FindAsync(c, edition, article);
        if (candidate.State.ToState<CandidateState>() == CandidateState.In) throw new Fault($"{candidate.Url} was in an edition already.");
        return StoryTeller.Tell(new CandidateGroup([candidate], null));
    }
}
