using System.CommandLine;
using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Delivering.Letters;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Sender = Digest.Composing.Mime.Sender;

namespace Digest.Commands;

/// <summary>Writes what would go out now, from what is collected, as files. Changes nothing.</summary>
internal static class PreviewCommand
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var folder = new Option<string>("--out") { Description = "Folder for subject.txt, digest.html, digest.txt, digest.eml", HelpName = "DIR", Required = true };
        var theme = new Option<string?>("--theme") { Description = "In this theme instead of the newsletter's: standard, brief, full", HelpName = "THEME" };
        var language = new Option<string?>("--language") { Description = "With the words around the stories in this language, e.g. de", HelpName = "TAG" };
        var command = new Command("preview", "Write what would go out now, from what is collected, as files; changes nothing") { newsletter, folder, theme, language };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(folder), parsed.GetValue(theme), parsed.GetValue(language), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, string folder, string? theme, string? language, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var clock = session.Get<TimeProvider>();
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        if (language is not null && !NewsletterRules.IsLanguage(language)) throw new Fault($"--language is '{language}', but should be a language tag, e.g. en or de-CH.");
        if (await FactsAsync(session, newsletter, ct) is not { } facts)
        {
            Screen.Message($"Nothing new for {slug}. Collect first: digest collect");
            return 0;
        }
        var mail = session.Get<Fitting>().Fit(facts with { Language = language ?? "", Theme = theme ?? "" }, ReaderSlots.Sample).Mail;
        var letter = new Letter
        {
            Id = 0,
            PublicId = PublicId.New(),
            Kind = "preview",
            Newsletter = newsletter.Id,
            Address = ReaderSlots.Sample.Address,
            Data = "{}",
            Tries = 0,
            CreatedAt = clock.GetUtcNow(),
        };
        var whole = LetterMail.Make(letter, new LetterText(
            Sender.DisplayName(newsletter), Sender.AddressOf(newsletter, session.Settings), language ?? newsletter.Options.Language, mail.Subject, mail.Text, mail.Html)
        {
            ReplyTo = newsletter.Options.ReplyTo,
        });
        await WriteAsync(folder, mail, whole.Bytes.ToArray(), ct);
        return 0;
    }

    // A draft is what goes out next, as its editor has left it; without one, what a cut would take now.
    private static async Task<EditionFacts?> FactsAsync(Session session, Newsletter newsletter, CancellationToken ct)
    {
        if (await session.Get<EditionStore>().DraftAsync(newsletter, ct) is { } draft)
        {
            Screen.Message($"This is the draft {draft.Name} of {newsletter.Slug}.");
            return draft;
        }
        var now = session.Get<TimeProvider>().GetUtcNow();
        var proposal = await session.Get<Proposer>().ProposeAsync(newsletter, Cadence.Daily, EditionClock.LocalDate(now, newsletter.Zone), TimeSpan.Zero, ct);
        return proposal.Stories.Count == 0 ? null : EditionFacts.Of(proposal, now);
    }

    private static async Task WriteAsync(string folder, RenderedMail mail, byte[] whole, CancellationToken ct)
    {
        try
        {
            var full = Directory.CreateDirectory(folder).FullName;
            await File.WriteAllTextAsync(Path.Combine(full, "subject.txt"), mail.Subject + "\n", ct);
            await File.WriteAllTextAsync(Path.Combine(full, "digest.html"), mail.Html, ct);
            await File.WriteAllTextAsync(Path.Combine(full, "digest.txt"), mail.Text, ct);
            await File.WriteAllBytesAsync(Path.Combine(full, "digest.eml"), whole, ct);
            foreach (var name in (string[])["subject.txt", "digest.html", "digest.txt", "digest.eml"]) Screen.Data(Path.Combine(full, name));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new Fault($"The folder '{folder}' can't be written: {fault.Message}", fault);
        }
    }
}
