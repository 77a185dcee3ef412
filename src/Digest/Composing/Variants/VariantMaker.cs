using System.Security.Cryptography;
using Digest.Collecting;
using Digest.Composing.Choosing;
using Digest.Composing.Mime;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Composing.Variants;

/// <summary>
/// Renders and stores all variants of an edition, each in a step of its own. What was decided and rendered before a crash stands;
/// the next run makes the rest.
/// </summary>
internal sealed class VariantMaker(Fitting fitting, EditionStore store, VariantStore variants, ReaderGroups groups, Templates templates, Database database, Writer writer, StorageOptions options, LeaveByMail byMail)
{
    /// <param name="newsletter">Its newsletter.</param>
    /// <param name="edition">In release.</param>
    /// <param name="most">Variants, the neutral one included.</param>
    /// <param name="ct">Ends it between two variants.</param>
    /// <exception cref="TemplateFault">A template is broken, or makes a mail too large.</exception>
    public async Task FreezeAsync(Newsletter newsletter, Edition edition, int most, CancellationToken ct)
    {
        var whole = await store.FactsAsync(newsletter, edition, ct);
        var topics = await TopicsAsync(newsletter, whole.Stories, ct);
        VariantKey KeyOf(ReaderChoice choice) => VariantKey.Of(choice, whole.Stories, LanguageOf(newsletter, choice.Language), topics);
        var decided = await groups.OfAsync(edition.Id, ct);
        if (!ReaderGroups.IsDecided(decided))
        {
            await ReaderGroups.AddAsync(writer, edition.Id, await groups.DecideAsync(edition, newsletter, KeyOf, most, ct), ct);
            decided = await groups.OfAsync(edition.Id, ct); // another node may have been faster
        }
        var there = await variants.NamesAsync(edition.Id, ct);
        // A template that broke meanwhile keeps back no edition whose mails are there.
        if (decided.Select(g => g.Variant).Where(v => v.Length > 0).Append(Variant.Digest).Append(Variant.Welcome).All(there.Contains)) return;
        foreach (var (name, facts, isText) in await AllAsync(edition, whole, decided, KeyOf, ct))
            if (!there.Contains(name))
            {
                var made = Make(facts, edition, name, isText);
                await writer.WriteAsync((c, t) => VariantStore.AddAsync(c, t, edition.Id, made), ct);
            }
    }

    private async Task<List<(string Name, EditionFacts Facts, bool IsText)>> AllAsync(
        Edition edition, EditionFacts whole, IReadOnlyList<ReaderGroup> decided, Func<ReaderChoice, VariantKey> keyOf, CancellationToken ct)
    {
        var all = new List<(string, EditionFacts, bool)> { (Variant.Digest, whole, false), (Variant.Welcome, whole with { Welcome = true }, false) };
        await using var c = await database.OpenAsync(ct);
        foreach (var group in decided.Where(g => g.Variant.Length > 0 && g.Variant != Variant.Digest).DistinctBy(g => g.Variant))
        {
            var key = keyOf(group.Choice);
            var missed = await Missed.OfAsync(c, edition, key.Absence, group.Topics);
            // The subject speaks of the stories that they get, in their language, unless an editor wrote it.
            var subject = edition.SubjectOwn || (key.Stories.Count == whole.Stories.Count && key.Language.Length == 0) ? whole.Subject : "";
            all.Add((group.Variant, whole with { Subject = subject, Stories = key.Stories, Language = key.Language, Missed = missed }, key.IsText));
        }
        return all;
    }

    private async Task<HashSet<string>> TopicsAsync(Newsletter newsletter, IReadOnlyList<Story> stories, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return [.. (await NewsletterTopics.OfAsync(c, newsletter.Id)).Concat(stories.Select(s => s.Topic)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    // Words that no file has are the newsletter's.
    private string LanguageOf(Newsletter newsletter, string language) =>
        language.Length > 0 && templates.Speaks(language) is { } spoken && !spoken.Equals(newsletter.Options.Language, StringComparison.OrdinalIgnoreCase) ? spoken : "";

    private Variant Make(EditionFacts facts, Edition edition, string name, bool isText)
    {
        // Random and made after the cut, so no article can hold it.
        var marker = "z" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var slots = new ReaderSlots(
            options.Link(HeaderBlock.LeavePath) + Slot.Leave.In(marker), options.Link(HeaderBlock.PreferencesPath) + Slot.Preferences.In(marker), Slot.Address.In(marker), Slot.Since.In(marker));
        var fitted = fitting.Fit(facts, slots);
        // What was missed is an extra: it takes no room from the news.
        if (fitted.Over.Count > 0 && facts.Missed.Count > 0) fitted = fitting.Fit(facts with { Missed = [] }, slots);
        if (fitted.Over.Count > 0)
            throw new TemplateFault($"mail/{facts.Newsletter.Options.Theme}.html", 1, 1, $"{fitted.Over.Count} stories have no room in a mail of 95 kB, not even as titles: drop some");
        SlotCheck.Require(fitted.Mail, marker, facts.Newsletter.Options.Theme);
        var boundary = "=_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var language = facts.Language.Length > 0 ? facts.Language : facts.Newsletter.Options.Language;
        return new Variant
        {
            Name = name,
            Marker = marker,
            Headers = HeaderBlock.Write(facts.Newsletter, edition, fitted.Mail.Subject, isText ? null : boundary, language, marker, options, byMail),
            Body = isText ? Alternative.Plain(fitted.Mail.Text, marker) : Alternative.Write(fitted.Mail.Text, fitted.Mail.Html, boundary, marker),
        };
    }
}
