using Digest.Templating;

namespace Digest.Composing;

/// <summary>A digest that a reader can't leave is not sent: both parts must show the link (RFC 8058; CAN-SPAM, GDPR Art. 7(3)).</summary>
internal static class LeaveLink
{
    /// <param name="mail">As rendered.</param>
    /// <param name="link">What stands in it for the link.</param>
    /// <exception cref="TemplateFault">A part does not show it.</exception>
    public static void Require(RenderedMail mail, string link)
    {
        if (!mail.Html.Contains(link, StringComparison.Ordinal)) throw Missing("mail/standard.html");
        if (!mail.Text.Contains(link, StringComparison.Ordinal)) throw Missing("mail/standard.txt");
    }

    private static TemplateFault Missing(string name) => new(name, 1, 1, "the mail shows no reader.leave_url, without which it may not be sent");
}
