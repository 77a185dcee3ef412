using Digest.Composing;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Subscribing.Forms;

/// <summary>The words around a newsletter's sign-up form: the publisher's, and where they set none, those of its language.</summary>
internal sealed record FormTexts(string Heading, string Lead, string Button, string Consent, string Success)
{
    /// <exception cref="TemplateFault">A language file can't be read.</exception>
    public static FormTexts Of(Newsletter newsletter, Templates templates)
    {
        var (own, words) = (newsletter.Options.Form, templates.WordsOf(NewsletterFacts.VoiceOf(newsletter)));
        return new FormTexts(
            own.Heading ?? words.Say("form_heading"), own.Lead ?? words.Say("form_lead"), own.Button ?? words.Say("form_button"),
            own.Consent ?? words.Say("form_consent"), own.Success ?? words.Say("form_success"));
    }
}
