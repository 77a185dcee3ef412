using System.Globalization;
using System.Text;
using Digest.Subscribing.Pages;
using MimeKit;

namespace Digest.Publishing.Outbox;

/// <summary>An inbox to look at mails as they would arrive: the list, and of each mail HTML, text and headers.</summary>
internal sealed class OutboxPages(OutboxGate gate, OutboxFolder folder, PageRenderer pages, SiteAddress site)
{
    private const int Most = 200;

    // A mail is a stranger's page: no script, no form, no name of ours, nothing but its own styles and pictures.
    private const string MailPolicy =
        "sandbox; default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public Task ListAsync(HttpContext context)
    {
        if (!gate.IsOpen(context.Request)) return pages.NotFoundAsync(context);
        var mails = folder.Newest(Most).Select(m => new { m.To, m.Subject, at = Time(m.At), url = Url(m.Id) }).ToList();
        return pages.WriteAsync(context, new Page("pages/outbox.html", new() { ["mails"] = mails }) { Language = "en" });
    }

    public Task ShowAsync(HttpContext context, string id)
    {
        if (Find(context, id) is not { } mail) return pages.NotFoundAsync(context);
        var hasHtml = mail.HtmlBody is not null;
        var view = context.Request.Query["view"].ToString() switch
        {
            "headers" => "headers",
            "text" => "text",
            "narrow" or "dark" when hasHtml => context.Request.Query["view"].ToString(),
            _ => hasHtml ? "html" : "text",
        };
        PagePolicy.Of(context).Frames = MailView.IsFramed(view);
        var facts = new Dictionary<string, object?>
        {
            ["mail"] = new
            {
                from = mail.From.ToString(),
                to = mail.To.ToString(),
                subject = mail.Subject ?? "",
                at = Time(mail.Date),
                view,
                html_url = hasHtml ? Url(id) : "",
                narrow_url = hasHtml ? Url(id) + "?view=narrow" : "",
                dark_url = hasHtml ? Url(id) + "?view=dark" : "",
                text_url = Url(id) + "?view=text",
                headers_url = Url(id) + "?view=headers",
                frame_url = $"{Url(id)}/html?view={view}",
                text = mail.TextBody ?? "",
                headers = string.Concat(mail.Headers.Select(h => $"{h.Field}:{Encoding.UTF8.GetString(h.RawValue)}")),
                links = OutboxLinks.Of(mail),
            },
            ["back_url"] = site.Path("/outbox"),
        };
        return pages.WriteAsync(context, new Page("pages/outbox_mail.html", facts) { Language = "en" });
    }

    /// <summary>The HTML part alone, as the frame of a view shows it.</summary>
    public Task FrameAsync(HttpContext context, string id)
    {
        if (Find(context, id)?.HtmlBody is not { } html) return pages.NotFoundAsync(context);
        PagePolicy.Of(context).Instead = MailPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return context.Response.WriteAsync(MailView.Of(html, context.Request.Query["view"].ToString()), context.RequestAborted);
    }

    private MimeMessage? Find(HttpContext context, string id) => gate.IsOpen(context.Request) ? folder.Find(id) : null;

    private string Url(string id) => site.Path($"/outbox/{Uri.EscapeDataString(id)}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
