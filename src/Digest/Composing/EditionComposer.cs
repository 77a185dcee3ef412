using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Composing;

/// <summary>The two parts of a mail and its subject, as rendered; slots stand as markers.</summary>
internal sealed record RenderedMail(string Subject, string Html, string Text);

/// <summary>Renders editions through the templates of <c>mail/</c>, in the newsletter's theme.</summary>
internal sealed class EditionComposer(Templates templates, StorageOptions options)
{
    // RFC 8058; CAN-SPAM, GDPR Art. 7(3).
    private const string NoWayOut = "the mail shows no reader.leave_url, without which it may not be sent";

    /// <param name="edition">What is said.</param>
    /// <param name="slots">What stands where each reader's own values go.</param>
    /// <exception cref="TemplateFault">A template is broken, or shows no way to leave.</exception>
    public RenderedMail Render(EditionFacts edition, ReaderSlots slots)
    {
        var voice = NewsletterFacts.VoiceOf(edition.Newsletter, edition.Language);
        var (html, text) = FilesOf(edition.Theme.Length > 0 ? edition.Theme : edition.Newsletter.Options.Theme, edition.Newsletter, voice);
        var facts = new MailFacts(edition, templates.WordsOf(voice), voice.Culture, options);
        var subject = edition.Subject.Length > 0
            ? edition.Subject
            : Plain.Line(templates.Render("mail/subject.txt", Facts.From(facts.Of("", null)), voice));
        if (subject.Length == 0) throw templates.FaultOf("mail/subject.txt", voice, "it makes an empty subject");
        var all = Facts.From(facts.Of(subject, slots));
        var mail = new RenderedMail(subject, templates.Render(html, all, voice), templates.Render(text, all, voice));
        if (!mail.Html.Contains(slots.LeaveUrl, StringComparison.Ordinal)) throw templates.FaultOf(html, voice, NoWayOut);
        if (!mail.Text.Contains(slots.LeaveUrl, StringComparison.Ordinal)) throw templates.FaultOf(text, voice, NoWayOut);
        return mail;
    }

    /// <summary>Finds out at start that a theme has no files.</summary>
    /// <exception cref="TemplateFault">It names the key.</exception>
    public void CheckTheme(Newsletter newsletter) => FilesOf(newsletter.Options.Theme, newsletter, NewsletterFacts.VoiceOf(newsletter));

    private (string Html, string Text) FilesOf(string theme, Newsletter newsletter, Voice voice)
    {
        // What stands in mail/ without being a theme has other facts.
        var isTheme = theme is not ("confirm" or "operator" or "frame" or "subject");
        foreach (var name in (string[])[$"mail/{theme}.html", $"mail/{theme}.txt"])
            if (!isTheme || !templates.Has(name, voice))
                throw templates.FaultOf(name, voice, $"the setting Theme of newsletter {newsletter.Slug} is {theme}, and there is no such theme. Set it to standard, brief or full, or make mail/{theme}.html and mail/{theme}.txt");
        return ($"mail/{theme}.html", $"mail/{theme}.txt");
    }
}

/// <summary>What stands where each reader's own values go: markers in a variant, real values in a preview.</summary>
internal sealed record ReaderSlots(string LeaveUrl, string PreferencesUrl, string Address, string Since)
{
    public static ReaderSlots Sample { get; } = new("https://news.example/unsubscribe/sample", "https://news.example/preferences/sample", "reader@news.example", "2026-01-01");
}
