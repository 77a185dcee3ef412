using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Subscribing.Forms;

/// <summary>
/// The sign-up form for a site of one's own: plain HTML that works without scripts, and a line that loads
/// <see cref="EmbedScript"/>.
/// </summary>
internal sealed class FormSnippet(Templates templates, StorageOptions options)
{
    /// <exception cref="TemplateFault">The template is broken.</exception>
    public string Of(Newsletter newsletter)
    {
        var form = FormTexts.Of(newsletter, templates);
        var voice = NewsletterFacts.VoiceOf(newsletter);
        var facts = Facts.From(new
        {
            newsletter = new { newsletter.Slug, newsletter.Name },
            form = new
            {
                action = options.Link("/subscribe"),
                language = newsletter.Options.Language,
                dir = NewsletterFacts.DirectionOf(newsletter.Options.Language),
                form.Heading,
                form.Lead,
                form.Button,
                form.Consent,
                trap = FieldNames.Trap,
                script = options.Link($"/embed/{newsletter.Slug}.js"),
            },
        });
        return templates.Render("pages/snippet.html", facts, voice);
    }
}
