using System.CommandLine;
using System.Globalization;
using Digest.Composing;
using Digest.Composing.Review;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The commands by which an editor changes a draft. Stories are numbered as <c>edition show</c> lists them.</summary>
internal static class EditionReviewCommand
{
    private delegate Task<Draft> Edit(Editor editor, Edition edition, Draft draft, string[] words, CancellationToken ct);

    private static readonly Option<string?> Topic = new("--topic") { Description = "The section it shall stand in" };

    public static IEnumerable<Command> All() =>
    [
        Make("drop", "Leave stories out: they are let go", "STORY...", 1, int.MaxValue, static (_, _, draft, words, _) =>
            Task.FromResult(Numbers(words).OrderByDescending(n => n).Aggregate(draft, static (d, n) => d.Drop(n)))),
        Make("move", "Put a story at another place", "STORY PLACE", 2, 2, static (_, _, draft, words, _) => Task.FromResult(draft.Move(Number(words[0]), Number(words[1])))),
        Make("merge", "Make one story of several; the first one tells it", "STORY STORY...", 2, int.MaxValue, static (_, _, draft, words, _) => Task.FromResult(draft.Merge(Numbers(words)))),
        Make("split", "Make a story of each article of a story", "STORY", 1, 1, static async (editor, edition, draft, words, ct) =>
            draft.Split(Number(words[0]), await editor.PartsAsync(edition, draft.At(Number(words[0])), ct))),
        Make("pin", "Put a story first and keep it there", "STORY", 1, 1, static (_, _, draft, words, _) => Task.FromResult(draft.Pin(Number(words[0]), pinned: true))),
        Make("unpin", "Put a story back where it stood by worth", "STORY", 1, 1, static (_, _, draft, words, _) => Task.FromResult(draft.Pin(Number(words[0]), pinned: false))),
        Make("retitle", "Give a story another title", "STORY TITLE", 2, 2, static (_, _, draft, words, _) => Task.FromResult(draft.Retitle(Number(words[0]), words[1]))),
        Make("intro", "Write the introduction; a line is a paragraph, - reads it from standard input, \"\" takes it out", "TEXT", 1, 1, static async (_, _, draft, words, ct) =>
            draft.Introduce(await TextAsync(words[0], ct))),
        Make("notice", "Write the notice above the news; - reads it from standard input, \"\" takes it out", "TEXT", 1, 1, static async (_, _, draft, words, ct) => draft.Note(await TextAsync(words[0], ct))),
        Make("subject", "Write the subject; \"\" lets the template make it again", "TEXT", 1, 1, static (_, _, draft, words, _) => Task.FromResult(draft.Name(words[0]))),
        AddCommand(),
    ];

    private static Command Make(string verb, string description, string names, int least, int most, Edit edit)
    {
        var (newsletter, words, version) = Arguments(names);
        var command = new Command(verb, description) { newsletter, words, version };
        Require(command, words, least, most);
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var (of, edition, rest) = await FindAsync(session, parsed.GetRequiredValue(newsletter), parsed.GetValue(words) ?? [], ct);
            var editor = session.Get<Editor>();
            var (before, after) = ((Draft?)null, (Draft?)null);
            var now = await editor.EditAsync(of, edition.Id, parsed.GetValue(version), verb, string.Join(' ', rest), async draft => after = await edit(editor, edition, before = draft, rest, ct), ct);
            Screen.Message($"Edition {of.Slug} {edition.Name} is at version {now} now.{(verb is "move" or "pin" or "unpin" ? Place(before, after, rest[0]) : "")}");
            return 0;
        });
        return command;
    }

    // Sections stand together and pinned stories first, so it may be another place than was asked for.
    private static string Place(Draft? before, Draft? after, string number) =>
        before?.At(Number(number)) is { } moved && after is not null ? $" The story stands at {after.Stories.Index().First(s => s.Item.Url == moved.Url && s.Item.Title == moved.Title).Index + 1}." : "";

    private static Command AddCommand()
    {
        var (newsletter, words, version) = Arguments("URL");
        var command = new Command("add", "Add an article by its address; a page that was not collected is fetched") { newsletter, words, version, Topic };
        Require(command, words, 1, 1);
        command.SetAction(async (parsed, ct) =>
        {
            AddAsked asked;
            NewsletterRules.CheckSource(new SourceOptions { Topic = parsed.GetValue(Topic) }, "--topic", "--weight");
            await using (var session = await Session.OpenAsync(ct))
            {
                var (of, edition, rest) = await FindAsync(session, parsed.GetRequiredValue(newsletter), parsed.GetValue(words) ?? [], ct);
                asked = new AddAsked(of.Slug, edition.Name, parsed.GetValue(version), rest[0], parsed.GetValue(Topic) ?? "");
            }
            Screen.Message(await WorkerRun.AskAsync("add_story", asked, ct));
            return 0;
        });
        return command;
    }

    private static (Argument<string> Newsletter, Argument<string[]> Words, Option<long?> Version) Arguments(string names) => (
        new Argument<string>("NEWSLETTER") { Description = "Its slug" },
        new Argument<string[]>($"[EDITION] {names}") { Description = "Of the latest edition, or of the one named first, e.g. 2026-11-24; stories by number", Arity = ArgumentArity.OneOrMore },
        new Option<long?>("--version") { Description = "Refuse the edit where the edition is at another version than this", HelpName = "N" });

    // An edition's name looks like nothing else that may come first.
    private static async Task<(Newsletter Newsletter, Edition Edition, string[] Words)> FindAsync(
        Session session, string slug, string[] words, CancellationToken ct)
    {
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        return (newsletter, await EditionCommand.FindAsync(session, newsletter, IsNamed(words) ? words[0] : null, ct), Rest(words));
    }

    private static bool IsNamed(string[] words) => words.Length > 0 && EditionName.TryParse(words[0], out _, out _, out _);

    private static string[] Rest(string[] words) => IsNamed(words) ? words[1..] : words;

    private static void Require(Command command, Argument<string[]> words, int least, int most) => command.Validators.Add(result =>
    {
        if (Rest(result.GetValue(words) ?? []) is var rest && (rest.Length < least || rest.Length > most))
            result.AddError($"Write it like this: digest edition {command.Name} NEWSLETTER {words.Name}");
    });

    private static int[] Numbers(string[] words) => [.. words.Select(Number).Distinct()];

    private static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new Fault($"'{word}' is no number of a story. See: digest edition show NEWSLETTER");

    private static async Task<string> TextAsync(string word, CancellationToken ct) => word == "-" ? await Console.In.ReadToEndAsync(ct) : word;
}
